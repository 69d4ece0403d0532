import type { ApolloServerPlugin } from "@apollo/server";
import {
  getArgumentValues,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLFieldMap,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { TenantId } from "../model/tenant.js";
import type { ApiContext } from "./context.js";

/** Roots that read sealed days and nothing else. */
const SEALED_ROOTS = new Set([
  "users",
  "subscribedSkus",
  "licenses",
  "licenseTrend",
  "compare",
  "changes",
  "changeSummaries",
  "__typename",
]);

/** What tells of attempts, or of the instant: true only when asked. */
const OF_THE_MOMENT = new Set(["gaps", "reason"]);
const LASTING_TENANT_FIELDS = new Set(["__typename", "id", "tenantId", "name", "defaultDomain"]);

/** Notes in the context whether an answer stands on sealed days alone, and which tenants it is about. */
export function sealedAnswerPlugin(schema: GraphQLSchema): ApolloServerPlugin<ApiContext> {
  const lasting = new WeakMap<OperationDefinitionNode, boolean>(); // by operation of the documents that Apollo keeps
  const isLasting = (document: DocumentNode, operation: OperationDefinitionNode) => {
    const known = lasting.get(operation) ?? readsSealedDays(schema, document, operation);
    lasting.set(operation, known);
    return known;
  };
  return {
    async requestDidStart({ contextValue: { answer } }) {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (!answer || !operation || !isLasting(document, operation)) return;
          answer.sealed = true;
          answer.tenantIds = tenantsOf(schema, operation, request.variables ?? {});
        },
        async willSendResponse({ response: { body } }) {
          if (answer && (body.kind !== "single" || body.singleResult.errors !== undefined)) answer.sealed = false;
        },
      };
    },
  };
}

/** The whole document is looked at: a fragment that this operation does not use only makes the answer less lasting. */
function readsSealedDays(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation !== OperationTypeNode.QUERY) return false;
  const types = new TypeInfo(schema);
  let sealed = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType()?.name;
        if (parent === "Query") sealed &&= SEALED_ROOTS.has(name.value);
        else if (parent === "Tenant") sealed &&= LASTING_TENANT_FIELDS.has(name.value);
        else sealed &&= !OF_THE_MOMENT.has(name.value);
      },
    }),
  );
  return sealed;
}

/** The tenants that the root fields name; null as soon as one names none (or hides in a fragment): all in scope. */
function tenantsOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly TenantId[] | null {
  const roots = schema.getQueryType()?.getFields() ?? {};
  const ids = new Set<TenantId>();
  for (const selection of operation.selectionSet.selections) {
    const named = selection.kind === Kind.FIELD ? tenantIdsOf(roots, selection, variables) : null;
    if (named === null) return null;
    for (const id of named) ids.add(id);
  }
  return [...ids].sort();
}

function tenantIdsOf(
  roots: GraphQLFieldMap<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): readonly TenantId[] | null {
  const field = roots[node.name.value];
  if (field === undefined) return node.name.value === "__typename" ? [] : null;
  const { tenantIds } = getArgumentValues(field, node, variables);
  return Array.isArray(tenantIds) ? (tenantIds as TenantId[]).map((id) => id.toLowerCase() as TenantId) : null;
}
