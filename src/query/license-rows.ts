import type { Measures } from "./answers.js";
import type { KeyValue, LicenseRow } from "./license-answers.js";
import { peopleKeyOf } from "./assignment-counts.js";
import type { Grouping, ParsedKey } from "./group-keys.js";
import { groupedBy } from "./grouped-by.js";
import type { LicenseCell, LicenseCells } from "./license-cells.js";
import { sumMeasures } from "./measures.js";
import { compareKeys } from "./paging.js";
import { toSkuAnswer } from "./sku-answer.js";

/** How a row is shown: a name for a manager's id, where one is known. */
export type ManagerNames = ReadonlyMap<string, string>;

/** The figures of everything that counts. `peopleOnly`: people were chosen, so nobody can say whose the units are. */
export function totalOf({ pairs, people }: LicenseCells, peopleOnly: boolean): Measures {
  const assignedUsers = [...people.values()].reduce((sum, count) => sum + count, 0);
  return sumMeasures(pairs, { people: peopleOnly, assignedUsers });
}

/** One row for each key that occurs, by key; none when nothing groups them. */
export function rowsOf(
  read: LicenseCells,
  grouping: Grouping,
  { peopleOnly, names }: { peopleOnly: boolean; names: ManagerNames },
): LicenseRow[] {
  if (grouping.keys.length === 0) return [];
  const people = peopleOnly || grouping.people.length > 0;
  const groups = groupedBy(read.cells, (cell) => JSON.stringify(valuesOf(grouping, cell)));
  const rows = [...groups.values()].map((cells) => ({
    key: keyOf(grouping, cells[0], names),
    measures: sumMeasures(cells, { people, assignedUsers: assignedUsersOf(read, grouping, cells) }),
  }));
  return sortByKey(rows);
}

/** Rows by key: code points in the order of the keys, the missing row last. Keys are unique, so the order is total. */
export function sortByKey<R extends { readonly key: readonly KeyValue[] }>(rows: readonly R[]): R[] {
  const sortable = rows.map((row) => ({
    row,
    keys: row.key.flatMap(({ value, missing }) => [missing ? 1 : 0, value]),
  }));
  return sortable.sort((a, b) => compareKeys(a.keys, b.keys)).map(({ row }) => row);
}

/** The text two rows of the same key share. */
export function keyText(key: readonly KeyValue[]): string {
  return JSON.stringify(key.map(({ value }) => value));
}

/** Within a SKU each assignment is another person; people never meet across tenants. */
function assignedUsersOf(read: LicenseCells, { keys }: Grouping, cells: readonly LicenseCell[]): number {
  if (keys.some(({ by }) => by === "SKU")) return cells.reduce((sum, cell) => sum + cell.assignments, 0);
  const groups = new Set(cells.map(({ tenant, values }) => peopleKeyOf(tenant.tenantNo, values)));
  return [...groups].reduce((sum, key) => sum + (read.people.get(key) ?? 0), 0);
}

/** The part of a cell that says to which row it belongs. */
export type Keyed = Pick<LicenseCell, "tenant" | "sku" | "values">;

/** A cell's value of each key. */
export function valuesOf({ keys, people }: Grouping, { tenant, sku, values }: Keyed): (string | null)[] {
  return keys.map((key) => {
    if (key.by === "TENANT") return tenant.tenantId;
    return key.by === "SKU" ? sku.skuId : (values[people.indexOf(key)] ?? null);
  });
}

/** A cell's row, for people. */
export function keyOf(grouping: Grouping, cell: Keyed | undefined, names: ManagerNames): KeyValue[] {
  if (cell === undefined) return [];
  const values = valuesOf(grouping, cell);
  return grouping.keys.map((key, index) => {
    const value = values[index] ?? null;
    return {
      by: key.by,
      n: "n" in key ? key.n : null,
      depth: "depth" in key ? key.depth : null,
      value,
      label: value === null ? NO_VALUE : labelOf(key, value, { cell, names }),
      missing: value === null,
    };
  });
}

/** The label of the missing row. */
const NO_VALUE = "(none)";

function labelOf(key: ParsedKey, value: string, { cell, names }: { cell: Keyed; names: ManagerNames }): string {
  if (key.by === "TENANT") return cell.tenant.name;
  if (key.by === "SKU") return toSkuAnswer(cell.sku).productName;
  return key.by === "MANAGER" ? (names.get(value) ?? value) : value;
}
