import { anyOf, allOf, join, raw, sql, type Fragment } from "./fragment.js";

/** One part of an order. Nulls come last in both directions. */
export interface SortColumn {
  readonly name: string;
  readonly direction: "ASC" | "DESC";
  readonly nullable: boolean;
}

/** The value of one part of an order in the row a page starts behind. */
export type KeyValue = string | number | null;

/** ORDER BY the columns, or the exact opposite. */
export function orderBy(columns: readonly SortColumn[], backward: boolean): Fragment {
  const parts = columns.flatMap(({ name, direction, nullable }) => {
    const ascending = (direction === "ASC") !== backward;
    const value = `${name} ${ascending ? "ASC" : "DESC"}`;
    return nullable ? [`(${name} IS NULL) ${backward ? "DESC" : "ASC"}`, value] : [value];
  });
  return raw(parts.join(", "));
}

/** The row comes behind the key in this order (in front of it when backward): portable, without row constructors. */
export function afterKey(columns: readonly SortColumn[], key: readonly KeyValue[], backward: boolean): Fragment {
  const alternatives = columns.map((column, index) => {
    const before = columns.slice(0, index).map((earlier, position) => equals(earlier, key[position] ?? null));
    return allOf([...before, beyond(column, key[index] ?? null, backward)]);
  });
  return anyOf(alternatives);
}

function equals({ name }: SortColumn, value: KeyValue): Fragment {
  return value === null ? raw(`${name} IS NULL`) : sql`${raw(name)} = ${value}`;
}

function beyond(column: SortColumn, value: KeyValue, backward: boolean): Fragment {
  const name = raw(column.name);
  if (value === null) return backward ? sql`${name} IS NOT NULL` : raw("1 = 0");
  const greater = (column.direction === "ASC") !== backward;
  const strictly = sql`${name} ${raw(greater ? ">" : "<")} ${value}`;
  return column.nullable && !backward ? sql`(${join([strictly, sql`${name} IS NULL`], " OR ")})` : strictly;
}
