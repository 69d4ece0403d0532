import { invalidInput } from "../errors.js";
import type { GroupKey, KeyValue, LicenseRow, Measures } from "./answers.js";
import { groupedBy } from "./grouped-by.js";
import type { LicensePair, LicensePairs } from "./license-pairs.js";
import { sumMeasures } from "./measures.js";
import { toSkuAnswer } from "./sku-answer.js";

/** A key each at most once. */
export function parseGroupBy(groupBy: readonly GroupKey[] | null | undefined): readonly GroupKey[] {
  const given = groupBy ?? [];
  if (new Set(given.map(({ by }) => by)).size < given.length) throw invalidInput("groupBy", "must name each key once");
  return given;
}

/** The figures of everything that counts. */
export function totalOf({ pairs, people }: LicensePairs, peopleOnly: boolean): Measures {
  const assignedUsers = [...people.values()].reduce((sum, count) => sum + count, 0);
  return sumMeasures(pairs, { people: peopleOnly, assignedUsers });
}

/** One row for each key that occurs, by key; none when nothing groups them. */
export function rowsOf(read: LicensePairs, groupBy: readonly GroupKey[], peopleOnly: boolean): LicenseRow[] {
  if (groupBy.length === 0) return [];
  const groups = groupedBy(read.pairs, (pair) => groupBy.map((key) => valueOf(key, pair)).join(" "));
  const rows = [...groups].map(([text, pairs]) => ({
    text,
    row: { key: keyOf(groupBy, pairs), measures: measuresOf(read, { groupBy, pairs, peopleOnly }) },
  }));
  return rows.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ row }) => row);
}

/** The text two rows of the same key share. */
export function keyText(key: readonly KeyValue[]): string {
  return key.map(({ value }) => value ?? "").join(" ");
}

function measuresOf(
  read: LicensePairs,
  group: { groupBy: readonly GroupKey[]; pairs: readonly LicensePair[]; peopleOnly: boolean },
): Measures {
  const bySku = group.groupBy.some(({ by }) => by === "SKU");
  const tenantNo = group.pairs[0]?.tenant.tenantNo ?? 0;
  // Within a SKU each assignment is another person; people never meet across tenants.
  const assignedUsers = bySku
    ? group.pairs.reduce((sum, pair) => sum + pair.assignments, 0)
    : (read.people.get(tenantNo) ?? 0);
  return sumMeasures(group.pairs, { people: group.peopleOnly, assignedUsers });
}

function keyOf(groupBy: readonly GroupKey[], [pair]: readonly LicensePair[]): KeyValue[] {
  if (pair === undefined) return [];
  return groupBy.map((key) => ({
    by: key.by,
    value: valueOf(key, pair),
    label: key.by === "TENANT" ? pair.tenant.name : toSkuAnswer(pair.sku).productName,
    missing: false,
  }));
}

function valueOf({ by }: GroupKey, { tenant, sku }: LicensePair): string {
  return by === "TENANT" ? tenant.tenantId : sku.skuId;
}
