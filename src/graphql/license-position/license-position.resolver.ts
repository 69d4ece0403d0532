import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../context.js";
import { requestsAnywhere } from "../requested-fields.js";
import { LicenseRowsArgs, LicensesArgs, toLicensesInput } from "./license-position.args.js";
import { LicensePosition, LicenseRowConnection, toLicensePosition } from "./license-position.type.js";
import { toLicenseRows } from "./license-rows.js";

@Resolver(() => LicensePosition)
export class LicensePositionResolver {
  @Query(() => LicensePosition, {
    description:
      'How many licenses there are, in numbers, by tenant, SKU and what people are. Example: `{ licenses(at: "2026-08-31", groupBy: [{ by: DEPARTMENT }, { by: SKU }]) { asOf { complete } total { purchased assigned } rows { nodes { key { label missing } measures { assignments } } } } }`',
  })
  async licenses(
    @Args(() => LicensesArgs) args: LicensesArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LicensePosition> {
    const selection = { assignedUsers: requestsAnywhere(info, "assignedUsers") };
    return toLicensePosition(await ctx.questions.licenses(ctx.scope, toLicensesInput(args), selection));
  }

  @FieldResolver(() => LicenseRowConnection, { description: "The groups, sorted; none without `groupBy`." })
  rows(@Root() position: LicensePosition, @Args(() => LicenseRowsArgs) args: LicenseRowsArgs): LicenseRowConnection {
    return toLicenseRows(position, args);
  }
}
