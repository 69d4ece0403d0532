import type { ApolloServerPlugin } from "@apollo/server";
import { Kind, type GraphQLFormattedError, type OperationDefinitionNode } from "graphql";
import type { ApiContext } from "./context.js";

/** Told of every operation that was answered: its root field, or "several", and "ok" or the code of its first error. */
export type OperationWatch = (root: string, outcome: string) => void;

/** Watches what is asked; only names of the schema and codes of ours are told, never what a caller wrote. */
export function operationWatchPlugin(watch: OperationWatch): ApolloServerPlugin<ApiContext> {
  return {
    async requestDidStart() {
      let root = "none";
      return {
        async didResolveOperation({ operation }) {
          if (operation) root = rootOf(operation);
        },
        async willSendResponse({ response: { body } }) {
          if (body.kind === "single") watch(root, outcomeOf(body.singleResult.errors));
        },
      };
    },
  };
}

/** The document is valid by now, so a root field's name is one of the schema's. */
function rootOf({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [first, ...more] = selections;
  if (first?.kind !== Kind.FIELD || more.length > 0) return "several";
  return first.name.value.startsWith("__") ? "introspection" : first.name.value;
}

function outcomeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  const code: unknown = errors?.[0]?.extensions?.["code"];
  if (errors === undefined || errors.length === 0) return "ok";
  return typeof code === "string" ? code : "INTERNAL";
}
