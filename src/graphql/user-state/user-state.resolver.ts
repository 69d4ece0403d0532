import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { toAsOf } from "../as-of/as-of.type.js";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { requests, requestsOfNodes } from "../requested-fields.js";
import { toUsersInput, UsersArgs } from "./user-state.args.js";
import { UserState, UserStateConnection } from "./user-state.type.js";
import { UserStateView } from "./user-state-view.js";

@Resolver(() => UserState)
export class UserStateResolver {
  @Query(() => UserStateConnection, {
    description:
      'People on a day, with their licenses. Example: `{ users(at: "2026-08-31", first: 50, filter: { department: { eq: "Sales" } }) { totalCount nodes { displayName licenses { sku { productName } } } } }`',
  })
  async users(
    @Args(() => UsersArgs) args: UsersArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UserStateConnection> {
    const selection = {
      licenses: requestsOfNodes(info, "licenses"),
      disabledPlans: requestsOfNodes(info, "licenses", "disabledPlans"),
      totalCount: requests(info, "totalCount"),
      managers: requestsOfNodes(info, "manager"),
      cursors: requests(info, "edges", "cursor") || requests(info, "pageInfo"),
    };
    const today = requestsOfNodes(info, "asOf", "ageDays") ? await ctx.today() : null;
    const page = await ctx.questions.users(ctx.scope, toUsersInput(args), selection);
    return {
      ...toConnection(page, (state) => new UserStateView(state, args.at ?? null, today)),
      asOf: toAsOf(page.asOf),
    };
  }
}
