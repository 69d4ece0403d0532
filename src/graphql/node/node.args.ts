import { ArgsType, Field, ID } from "type-graphql";
import { invalidInput } from "../../errors.js";

const MAX_NODES = 100;

@ArgsType()
export class NodeArgs {
  @Field(() => ID, { description: "The opaque id, as an earlier answer gave it." })
  id!: string;
}

@ArgsType()
export class NodesArgs {
  @Field(() => [ID], { description: "Opaque ids, 100 at most." })
  ids!: string[];
}

/** The ids themselves, when they are not too many. */
export function assertNodeIds(ids: readonly string[]): readonly string[] {
  if (ids.length > MAX_NODES) throw invalidInput("ids", `must be ${MAX_NODES} at most`, ids.length);
  return ids;
}
