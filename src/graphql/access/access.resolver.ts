import { Args, Ctx, Query, Resolver } from "type-graphql";
import { parseGuid } from "../../model/guid.js";
import { toConnection } from "../connection/connection.type.js";
import { toPageRequest } from "../connection/page.args.js";
import type { ApiContext } from "../context.js";
import { AccessesArgs } from "./access.args.js";
import { Access, AccessConnection } from "./access.type.js";

@Resolver(() => Access)
export class AccessResolver {
  @Query(() => AccessConnection, {
    description:
      'What we read in a tenant at Microsoft and when, to hold against the tenant\'s own logs. Records are kept for two years unless the partner has set another time; of days before that there are none. Example: `{ accesses(tenantId: "11111111-1111-4111-8111-111111111111", from: "2026-08-01", to: "2026-08-31") { totalCount nodes { startedAt endpoint clientRequestId state pages items } } }`',
  })
  async accesses(@Args(() => AccessesArgs) args: AccessesArgs, @Ctx() ctx: ApiContext): Promise<AccessConnection> {
    const asked = { tenantId: parseGuid("tenantId", args.tenantId), from: args.from, to: args.to };
    const page = await ctx.questions.accesses(ctx.scope, { ...asked, ...toPageRequest(args) });
    return toConnection(page, (access) => access);
  }
}
