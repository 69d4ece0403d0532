/** A piece of SQL with its parameters in the order of its `?` placeholders. */
export interface Fragment {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** Tags a template: fragments are spliced in, every other value becomes a placeholder. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Fragment {
  let text = strings[0] ?? "";
  const parameters: unknown[] = [];
  parts.forEach((part, index) => {
    if (isFragment(part)) {
      text += part.text;
      for (const parameter of part.parameters) parameters.push(parameter);
    } else {
      text += "?";
      parameters.push(part);
    }
    text += strings[index + 1] ?? "";
  });
  return { text, parameters };
}

/** Fixed text of ours (a column, a table, a direction), never a caller's. */
export function raw(text: string): Fragment {
  return { text, parameters: [] };
}

/** Fragments one after the other with `separator` between them. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  return {
    text: fragments.map((fragment) => fragment.text).join(separator),
    parameters: fragments.flatMap((fragment) => fragment.parameters),
  };
}

/** All of them hold; true when there are none. */
export function allOf(fragments: readonly Fragment[]): Fragment {
  return fragments.length === 0 ? raw("1 = 1") : sql`(${join(fragments, " AND ")})`;
}

/** At least one of them holds; false when there are none. */
export function anyOf(fragments: readonly Fragment[]): Fragment {
  return fragments.length === 0 ? raw("1 = 0") : sql`(${join(fragments, " OR ")})`;
}

/** `column IN (...)`; false for an empty list. */
export function oneOf(column: string, values: readonly unknown[]): Fragment {
  if (values.length === 0) return raw("1 = 0");
  return { text: `${column} IN (${values.map(() => "?").join(",")})`, parameters: values };
}

function isFragment(part: unknown): part is Fragment {
  return typeof part === "object" && part !== null && "text" in part && "parameters" in part;
}
