import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { StepsArgs } from "../change/steps.args.js";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { toGuids } from "../guid-arguments.js";
import { loadTenant } from "../tenant/tenant.loader.js";
import { Tenant } from "../tenant/tenant.type.js";
import { ChangeSummary, ChangeSummaryConnection, toChangeSummary } from "./change-summary.type.js";

@Resolver(() => ChangeSummary)
export class ChangeSummaryResolver {
  @Query(() => ChangeSummaryConnection, {
    description:
      'How much changed on each sealed day, counted by kind and SKU; the nightly job keeps it, so a year is as quick as a day. Example: `{ changeSummaries(from: "2026-07-31", to: "2026-08-31") { totalCount nodes { date previousDate tenant { name } people counts { kind sku { productName } people seats } } } }`',
  })
  async changeSummaries(
    @Args(() => StepsArgs) { from, to, tenantIds, first, after }: StepsArgs,
    @Ctx() ctx: ApiContext,
  ): Promise<ChangeSummaryConnection> {
    const page = { first: first ?? null, after: after ?? null };
    const input = { from, to, tenantIds: toGuids("tenantIds", tenantIds), ...page };
    return toConnection(await ctx.questions.changeSummaries(ctx.scope, input), toChangeSummary);
  }

  @FieldResolver(() => Tenant, { description: "The tenant it happened in." })
  tenant(@Root() summary: ChangeSummary, @Ctx() ctx: ApiContext): Promise<Tenant> {
    return loadTenant(ctx.loaders.tenant, summary.tenantId);
  }
}
