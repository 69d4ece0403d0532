import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { toAsOf } from "../as-of/as-of.type.js";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { requestsOfNodes } from "../requested-fields.js";
import { loadTenant } from "../tenant/tenant.loader.js";
import { Tenant } from "../tenant/tenant.type.js";
import { SubscribedSkusArgs, toSubscribedSkusInput } from "./subscribed-sku.args.js";
import { SubscribedSku, SubscribedSkuConnection, toSubscribedSku } from "./subscribed-sku.type.js";

@Resolver(() => SubscribedSku)
export class SubscribedSkuResolver {
  @Query(() => SubscribedSkuConnection, {
    description:
      'What tenants own, SKU by SKU. Example: `{ subscribedSkus(at: "2026-08-31") { nodes { tenant { name } sku { productName } measures { purchased assigned } } } }`',
  })
  async subscribedSkus(
    @Args(() => SubscribedSkusArgs) args: SubscribedSkusArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SubscribedSkuConnection> {
    const today = requestsOfNodes(info, "asOf", "ageDays") ? await ctx.today() : null;
    const page = await ctx.questions.subscribedSkus(ctx.scope, toSubscribedSkusInput(args));
    return {
      ...toConnection(page, (sku) => toSubscribedSku(sku, args.at ?? null, today)),
      asOf: toAsOf(page.asOf),
    };
  }

  @FieldResolver(() => Tenant, { description: "The tenant that owns it." })
  tenant(@Root() sku: SubscribedSku, @Ctx() ctx: ApiContext): Promise<Tenant> {
    return loadTenant(ctx.loaders.tenant, sku.tenantId);
  }
}
