import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../context.js";
import { assertNodeIds, NodeArgs, NodesArgs } from "./node.args.js";
import { Node } from "./node.type.js";
import { readNode } from "./read-node.js";

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      'Any object by its opaque id; null when there is none that you may see. Example: `{ node(id: "VGVuYW50OjExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMQ") { id ... on Tenant { name } } }`',
  })
  node(@Args(() => NodeArgs) { id }: NodeArgs, @Ctx() ctx: ApiContext): Promise<Node | null> {
    return readNode(ctx, id);
  }

  @Query(() => [Node], {
    nullable: "items",
    description:
      'Several objects by their opaque ids, in the order asked, null for each that is not there. Example: `{ nodes(ids: ["VGVuYW50OjExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMQ"]) { id ... on Tenant { name } } }`',
  })
  nodes(@Args(() => NodesArgs) { ids }: NodesArgs, @Ctx() ctx: ApiContext): Promise<(Node | null)[]> {
    return Promise.all(assertNodeIds(ids).map((id) => readNode(ctx, id)));
  }
}
