import { Kind, TokenKind, type ASTNode, type Token } from "graphql";

/** For which argument, input field or `$variable` of the caller's a value was written; null for a node that is no value. */
export function writtenFor(node: ASTNode | undefined): string | null {
  if (node?.kind === Kind.VARIABLE_DEFINITION) return `$${node.variable.name.value}`;
  return node !== undefined && VALUES.has(node.kind) && node.loc ? nameBefore(node.loc.startToken) : null;
}

const VALUES: ReadonlySet<string> = new Set([
  Kind.STRING,
  Kind.INT,
  Kind.FLOAT,
  Kind.BOOLEAN,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** `name: value`, or the same with the value in a list. */
function nameBefore(value: Token): string | null {
  let token = value.prev;
  while (token && token.kind !== TokenKind.COLON) token = token.prev;
  return token?.prev?.kind === TokenKind.NAME ? token.prev.value : null;
}
