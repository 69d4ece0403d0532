import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { requests } from "../requested-fields.js";
import { loadTenant } from "../tenant/tenant.loader.js";
import { Tenant } from "../tenant/tenant.type.js";
import { ChangesArgs, toChangesInput } from "./change.args.js";
import { Change, ChangeConnection, toChange } from "./change.type.js";

@Resolver(() => Change)
export class ChangeResolver {
  @Query(() => ChangeConnection, {
    description:
      'Every change between two days, step by step, each from the sealed day before it. `totalCount` looks through all of them. Example: `{ changes(from: "2026-08-01", to: "2026-08-31", filter: { kinds: [LICENSE_ADDED, SKU_SWAPPED] }) { nodes { date kind person { entraId } sku { productName } previousSku { productName } } } }`',
  })
  async changes(
    @Args(() => ChangesArgs) args: ChangesArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChangeConnection> {
    const selection = { totalCount: requests(info, "totalCount") };
    return toConnection(await ctx.questions.changes(ctx.scope, toChangesInput(args), selection), toChange);
  }

  @FieldResolver(() => Tenant, { description: "The tenant it happened in." })
  tenant(@Root() change: Change, @Ctx() ctx: ApiContext): Promise<Tenant> {
    return loadTenant(ctx.loaders.tenant, change.tenantId);
  }
}
