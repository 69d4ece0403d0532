import { Field, ID, InterfaceType } from "type-graphql";
import { parseNodeId } from "../node-id.js";

@InterfaceType({
  description: "Anything with an opaque id that `node` finds again.",
  resolveType: (value: Node) => parseNodeId(value.id)?.type,
})
export abstract class Node {
  @Field(() => ID, { description: "The opaque id; `node(id:)` finds the same object again." })
  id!: string;
}
