import { Field, Int, ObjectType, type ClassType } from "type-graphql";
import type { Page } from "../../query/answers.js";
import { PageInfo } from "./page-info.type.js";

/** One item of a list, with its place. */
export interface Edge<T> {
  cursor: string;
  node: T;
}

/** What every connection has. */
export interface ConnectionShape<T> {
  nodes: readonly T[];
  edges: readonly Edge<T>[];
  totalCount: number;
  pageInfo: PageInfo;
}

/** The base class of a Relay connection of `Node`; the subclass gives it its name and description. */
export function connectionOf<T extends object>(Node: ClassType<T>, name: string) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${name} in a list, with its place.` })
  class NodeEdge implements Edge<T> {
    @Field(() => String, { description: "The place of the item; give it as `after` or `before` to go on from here." })
    cursor!: string;

    @Field(() => Node, { description: "The item itself." })
    node!: T;
  }

  @ObjectType(`${name}ConnectionBase`, { simpleResolvers: true })
  abstract class ConnectionBase implements ConnectionShape<T> {
    @Field(() => [Node], { description: "The items of this page, in order." })
    nodes!: readonly T[];

    @Field(() => [NodeEdge], { description: "The items of this page, each with its cursor." })
    edges!: readonly NodeEdge[];

    @Field(() => Int, { description: "How many items the whole list has, whatever the page." })
    totalCount!: number;

    @Field(() => PageInfo, { description: "Where this page lies in the list." })
    pageInfo!: PageInfo;
  }
  return ConnectionBase;
}

/** A page of answers as a connection of API objects; edges and cursors are made when they are asked for. */
export function toConnection<A, T>(page: Page<A>, toNode: (answer: A) => T): ConnectionShape<T> {
  const nodes = page.nodes.map(toNode);
  const { totalCount, hasNextPage, hasPreviousPage } = page;
  return {
    nodes,
    totalCount,
    get edges() {
      const { cursors } = page;
      return nodes.map((node, index) => ({ cursor: cursors[index] ?? "", node }));
    },
    get pageInfo() {
      const { cursors } = page;
      const [startCursor = null, endCursor = null] = [cursors[0], cursors.at(-1)];
      return { hasNextPage, hasPreviousPage, startCursor, endCursor };
    },
  };
}
