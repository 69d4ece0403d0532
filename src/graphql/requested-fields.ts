import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** Does the query ask for this path under the field being resolved? Follows fragments, aliases, @skip and @include. */
export function requests(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return info.fieldNodes.some((node) => selects(info, node.selectionSet, path));
}

/** Does a connection's caller ask for this path of its nodes, by `nodes` or by `edges { node }`? */
export function requestsOfNodes(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return requests(info, "nodes", ...path) || requests(info, "edges", "node", ...path);
}

/** Does the query ask for a field of this name anywhere below the field being resolved? */
export function requestsAnywhere(info: GraphQLResolveInfo, name: string): boolean {
  return info.fieldNodes.some((node) => mentions(info, node.selectionSet, name));
}

function mentions(info: GraphQLResolveInfo, set: SelectionSetNode | undefined, name: string): boolean {
  return (
    set?.selections.some((selection) => {
      if (!included(info, selection)) return false;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        return mentions(info, info.fragments[selection.name.value]?.selectionSet, name);
      }
      if (selection.kind === Kind.FIELD && selection.name.value === name) return true;
      return mentions(info, selection.selectionSet, name);
    }) ?? false
  );
}

function selects(info: GraphQLResolveInfo, set: SelectionSetNode | undefined, path: readonly string[]): boolean {
  if (path.length === 0) return true;
  return set?.selections.some((selection) => included(info, selection) && reaches(info, selection, path)) ?? false;
}

function reaches(info: GraphQLResolveInfo, selection: SelectionNode, path: readonly string[]): boolean {
  if (selection.kind === Kind.FIELD) {
    return selection.name.value === path[0] && selects(info, selection.selectionSet, path.slice(1));
  }
  if (selection.kind === Kind.INLINE_FRAGMENT) return selects(info, selection.selectionSet, path);
  return selects(info, info.fragments[selection.name.value]?.selectionSet, path);
}

function included(info: GraphQLResolveInfo, selection: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues);
  return skip?.["if"] !== true && include?.["if"] !== false;
}
