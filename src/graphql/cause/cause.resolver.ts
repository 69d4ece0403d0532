import { Args, FieldResolver, Resolver, Root } from "type-graphql";
import { ChangeConnection, toChange } from "../change/change.type.js";
import { toConnection } from "../connection/connection.type.js";
import { CauseChangesArgs } from "./cause.args.js";
import { Cause } from "./cause.type.js";

@Resolver(() => Cause)
export class CauseResolver {
  @FieldResolver(() => ChangeConnection, {
    description: "The changes behind it, net between the two days: one for each person and license, or each person.",
  })
  async changes(
    @Root() { answer, loader }: Cause,
    @Args(() => CauseChangesArgs) { first, after }: CauseChangesArgs,
  ): Promise<ChangeConnection> {
    return toConnection(await loader.load({ cause: answer, first, after: after ?? null }), toChange);
  }
}
