import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
} from "graphql";
import { createResolversMap } from "type-graphql";
import type { TenantId } from "../model/tenant.js";
import type { ApiContext } from "./context.js";
import { readNode } from "./node/read-node.js";
import type { Node } from "./node/node.type.js";
import { parseNodeId } from "./node-id.js";
import { toTenant } from "./tenant/tenant.type.js";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n`;

/** How another subgraph names an entity, beside its opaque id. */
const OWN_KEYS: Readonly<Record<string, readonly string[]>> = { Tenant: ["tenantId"] };

interface Reference {
  readonly id?: string;
  readonly tenantId?: TenantId;
}

/** The API as a subgraph of Apollo Federation 2: the same fields, and every Node an entity. */
export function buildSubgraph(api: GraphQLSchema): GraphQLSchema {
  const typeDefs = withKeys(parse(LINK + printSchema(api)));
  const resolvers = createResolversMap(api) as Record<string, object>;
  for (const name of entitiesOf(typeDefs)) {
    const resolve = (reference: Reference, ctx: ApiContext) => readEntity(ctx, name, reference);
    resolvers[name] = { ...resolvers[name], __resolveReference: resolve };
  }
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
}

/** Its SDL, as a router composes it. */
export function printSubgraph(api: GraphQLSchema): string {
  return `${print(withKeys(parse(LINK + printSchema(lexicographicSortSchema(api)))))}\n`;
}

function withKeys(document: DocumentNode): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition(node) {
      if (!isNode(node)) return undefined;
      const keys = ["id", ...(OWN_KEYS[node.name.value] ?? [])];
      return { ...node, directives: [...(node.directives ?? []), ...keys.map(keyDirective)] };
    },
  });
}

function entitiesOf(document: DocumentNode): string[] {
  return document.definitions
    .filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter(isNode)
    .map(({ name }) => name.value);
}

function isNode({ interfaces }: ObjectTypeDefinitionNode): boolean {
  return interfaces?.some(({ name }) => name.value === "Node") ?? false;
}

function keyDirective(fields: string): ConstDirectiveNode {
  const value = { kind: Kind.STRING, value: fields } as const;
  const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "fields" }, value } as const;
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: "key" }, arguments: [argument] };
}

/** Null when there is none of this type that the caller may see: a router then answers null, never somebody else's. */
async function readEntity(ctx: ApiContext, type: string, { id, tenantId }: Reference): Promise<Node | null> {
  if (tenantId !== undefined) {
    const tenant = await ctx.loaders.tenant.load(tenantId.toLowerCase() as TenantId);
    return tenant && toTenant(tenant);
  }
  if (id === undefined || parseNodeId(id)?.type !== type) return null;
  return readNode(ctx, id);
}
