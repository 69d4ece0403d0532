import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { GapsArgs } from "../as-of/as-of.args.js";
import type { ApiContext } from "../context.js";
import { requestsAnywhere } from "../requested-fields.js";
import { assertPageSize } from "../row-page.js";
import { UNIT_FIELDS } from "../measures/measures.type.js";
import { TenantDay, toTenantDay } from "../tenant-day/tenant-day.type.js";
import { LicenseTrendArgs, toLicenseTrendInput } from "./license-trend.args.js";
import { LicenseTrend, toLicenseTrend } from "./license-trend.type.js";

@Resolver(() => LicenseTrend)
export class LicenseTrendResolver {
  @Query(() => LicenseTrend, {
    description:
      'Licenses over time, day by day or by week or month. Example: `{ licenseTrend(from: "2026-08-01", to: "2026-08-31", onGap: OMIT, groupBy: [{ by: SKU }], first: 5) { series { key { label } columns { dates assignments purchased } } other { columns { assignments } } } }`',
  })
  async licenseTrend(
    @Args(() => LicenseTrendArgs) args: LicenseTrendArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LicenseTrend> {
    const units = UNIT_FIELDS.some((name) => requestsAnywhere(info, name));
    const selection = { assignedUsers: requestsAnywhere(info, "assignedUsers"), units };
    const trend = await ctx.questions.licenseTrend(ctx.scope, toLicenseTrendInput(args), selection);
    if (trend.ofTheMoment && ctx.answer) ctx.answer.sealed = false;
    return toLicenseTrend(trend);
  }

  @FieldResolver(() => [TenantDay], { description: "The days that tenants lack, and why; by date, then tenant." })
  gaps(@Root() trend: LicenseTrend, @Args(() => GapsArgs) { first }: GapsArgs): TenantDay[] {
    return trend.allGaps.slice(0, assertPageSize(first)).map(toTenantDay);
  }
}
