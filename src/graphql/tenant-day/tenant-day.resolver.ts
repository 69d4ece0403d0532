import { Args, Ctx, Query, Resolver } from "type-graphql";
import { toConnection } from "../connection/connection.type.js";
import { toPageRequest } from "../connection/page.args.js";
import type { ApiContext } from "../context.js";
import { toGuids } from "../guid-arguments.js";
import { CoverageArgs } from "./tenant-day.args.js";
import { TenantDay, TenantDayConnection, toTenantDay } from "./tenant-day.type.js";

@Resolver(() => TenantDay)
export class TenantDayResolver {
  @Query(() => TenantDayConnection, {
    description:
      'Which days exist, and why the others do not. Example: `{ coverage(from: "2026-08-01", to: "2026-08-31", states: [FAILED, MISSING, SUSPECT]) { totalCount nodes { tenantId date state reason { code remedy } } } }`',
  })
  async coverage(@Args(() => CoverageArgs) args: CoverageArgs, @Ctx() ctx: ApiContext): Promise<TenantDayConnection> {
    const days = { from: args.from, to: args.to, states: args.states ?? null };
    const input = { tenantIds: toGuids("tenantIds", args.tenantIds), ...days, ...toPageRequest(args) };
    return toConnection(await ctx.questions.coverage(ctx.scope, input), toTenantDay);
  }
}
