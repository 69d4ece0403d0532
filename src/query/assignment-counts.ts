import { invalidInput } from "../errors.js";
import type { PeopleKey } from "../model/group-key.js";
import type { AssignmentSet, GroupedCount, GroupedPeople } from "../store/read/group-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { CountSource } from "./count-source.js";
import type { ValuesAbove } from "./management.js";

/** More groups than anybody reads, and no more than a process holds without noticing. */
const MOST_GROUPS = 100_000;

/** Names the people of one tenant who share a value of every key. */
export function peopleKeyOf(tenantNo: number, values: readonly (string | null)[]): string {
  return JSON.stringify([tenantNo, ...values]);
}

/** Whose assignments, by which keys. */
export interface CountSet {
  readonly set: AssignmentSet;
  readonly keys: readonly PeopleKey[];
  readonly above: ValuesAbove;
}

/** Where assignments by people's keys come from. */
export type PeopleSource = Exclude<CountSource, { readonly kind: "sku" }>;

/** Assignments by tenant, SKU and the values of the keys, each combination once; INVALID_INPUT for more than `most`. */
export async function readAssignments(
  reads: Reads,
  asked: CountSet,
  { source, most = MOST_GROUPS }: { readonly source: PeopleSource; readonly most?: number },
): Promise<GroupedCount[]> {
  const { set, keys, above } = asked;
  if (source.kind === "dimension") {
    const counted = { dimension: source.dimension, only: set.skus.only, most: most + 1 };
    const rows = assertFew(await reads.counts.byDimension(set.pins, counted), most);
    return rows.map(({ value, ...row }) => ({ ...row, values: [value] }));
  }
  const rows = assertFew(await reads.groups.assignments(set, keys, most + 1), most);
  const sums = new Map<string, GroupedCount>();
  for (const row of rows) {
    const values = above(row.tenantNo, row.values);
    const key = `${row.skuNo} ${peopleKeyOf(row.tenantNo, values)}`;
    sums.set(key, { ...row, values, assignments: (sums.get(key)?.assignments ?? 0) + row.assignments });
  }
  return [...sums.values()];
}

/** Distinct people by `peopleKeyOf`; INVALID_INPUT for more than `most` groups of them. */
export async function readPeople(
  reads: Reads,
  { set, keys, above }: CountSet,
  most = MOST_GROUPS,
): Promise<Map<string, number>> {
  const people = new Map<string, number>();
  for (const row of assertFew<GroupedPeople>(await reads.groups.people(set, keys, most + 1), most)) {
    const key = peopleKeyOf(row.tenantNo, above(row.tenantNo, row.values));
    people.set(key, (people.get(key) ?? 0) + row.people);
  }
  return people;
}

function assertFew<T>(rows: T[], most: number): T[] {
  if (rows.length > most) {
    throw invalidInput("groupBy", `gives more than ${most} groups; take fewer keys, tenants or SKUs, or a filter`);
  }
  return rows;
}
