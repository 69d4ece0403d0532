import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { RowsArgs } from "../license-position/license-position.args.js";
import { requestsAnywhere } from "../requested-fields.js";
import { pageOfRows } from "../row-page.js";
import { CompareArgs, toCompareInput } from "./comparison.args.js";
import { Comparison, DeltaConnection, toComparison, toDelta } from "./comparison.type.js";

@Resolver(() => Comparison)
export class ComparisonResolver {
  @Query(() => Comparison, {
    description:
      'Two days side by side: before, after, the difference and why. Example: `{ compare(from: "2026-07-31", to: "2026-08-31", groupBy: [{ by: SKU }]) { total { assignments purchased } causes { kind people assignments } rows { nodes { key { label } assignments before { assigned } after { assigned } } } } }`',
  })
  async compare(
    @Args(() => CompareArgs) args: CompareArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Comparison> {
    const selection = {
      assignedUsers: requestsAnywhere(info, "assignedUsers"),
      causes: requestsAnywhere(info, "causes"),
    };
    return toComparison(await ctx.questions.compare(ctx.scope, toCompareInput(args), selection));
  }

  @FieldResolver(() => DeltaConnection, { description: "The groups, by key; none without `groupBy`." })
  rows(@Root() comparison: Comparison, @Args(() => RowsArgs) args: RowsArgs): DeltaConnection {
    return toConnection(pageOfRows(comparison.allRows, comparison.binding, args), (row) =>
      toDelta(row, comparison.loader),
    );
  }
}
