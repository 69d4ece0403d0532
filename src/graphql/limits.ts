import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";

/** What one document may ask for, counted with every fragment written out. */
export const LIMITS = { depth: 12, aliases: 50, rootFields: 10, directives: 20 } as const;

/** How many tokens a document may have; the parser stops there. */
export const MAX_TOKENS = 4000;

/** How many selections a document may have once its fragments are written out. */
export const MAX_RECURSIVE_SELECTIONS = 5000;

interface Size {
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
}

/** One walk over each operation, each fragment measured once, so that a small document cannot be expensive to refuse. */
export function sizeLimitRule(context: ValidationContext): ASTVisitor {
  const measure = createMeasure(context);
  return {
    OperationDefinition(node) {
      const size = measure(node.selectionSet);
      size.directives += node.directives?.length ?? 0;
      for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
        if (size[name] > LIMITS[name]) context.reportError(tooLarge(name, size[name]));
      }
      return false;
    },
  };
}

/** Refuses operations the schema has no root for: graphql-js lets them through and fails only when it executes them. */
export function operationTypeRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const { operation } = node;
      if (context.getSchema().getRootType(operation)) return undefined;
      context.reportError(new GraphQLError(`There is no ${operation} here; ask a query`, { nodes: node }));
      return false;
    },
  };
}

function tooLarge(name: keyof typeof LIMITS, actual: number): GraphQLError {
  const words = { depth: "levels deep", aliases: "aliases", rootFields: "root fields", directives: "directives" }[name];
  const limit = { name, actual, max: LIMITS[name] };
  return new GraphQLError(`The query has ${actual} ${words}; at most ${LIMITS[name]} are allowed`, {
    extensions: { limit },
  });
}

function createMeasure(context: ValidationContext): (set: SelectionSetNode) => Size {
  const fragments = new Map<string, Size>();

  function measureFragment(name: string): Size {
    const known = fragments.get(name);
    if (known) return known;
    // A fragment that spreads itself counts nothing here; another rule refuses it.
    fragments.set(name, { depth: 0, aliases: 0, rootFields: 0, directives: 0 });
    const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(name);
    const size = fragment ? measureSet(fragment.selectionSet) : { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
    fragments.set(name, size);
    return size;
  }

  function measureSelection(selection: SelectionNode): Size {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    const inner = selection.selectionSet ? measureSet(selection.selectionSet) : null;
    if (selection.kind === Kind.INLINE_FRAGMENT) return inner ?? { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
    // graphql-js itself limits how deep an introspection nests; GraphiQL's own one is deeper than ours may be.
    const depth = selection.name.value.startsWith("__") ? 1 : 1 + (inner?.depth ?? 0);
    const aliases = (selection.alias ? 1 : 0) + (inner?.aliases ?? 0);
    return { depth, aliases, rootFields: 1, directives: inner?.directives ?? 0 };
  }

  function measureSet(set: SelectionSetNode): Size {
    const sum = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
    for (const selection of set.selections) {
      const size = measureSelection(selection);
      sum.depth = Math.max(sum.depth, size.depth);
      sum.aliases += size.aliases;
      sum.rootFields += size.rootFields;
      sum.directives += size.directives + (selection.directives?.length ?? 0);
    }
    return sum;
  }

  return measureSet;
}
