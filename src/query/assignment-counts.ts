import { invalidInput } from "../errors.js";
import type { PeopleKey } from "../model/group-key.js";
import type { AssignmentSet, GroupedCount, GroupedPeople } from "../store/read/group-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { CountSource } from "./count-source.js";
import type { ValuesAbove } from "./management.js";

/** More groups than anybody reads, and no more than a process holds without noticing. */
export const MOST_GROUPS = 100_000;

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

/** Assignments by tenant, SKU and the values of the keys, each combination once. */
export async function readAssignments(reads: Reads, asked: CountSet, source: PeopleSource): Promise<GroupedCount[]> {
  const { set, keys, above } = asked;
  if (source.kind === "dimension") {
    const rows = await reads.counts.byDimension(set.pins, source.dimension);
    return rows.map(({ value, ...row }) => ({ ...row, values: [value] }));
  }
  const rows = assertFew(await reads.groups.assignments(set, keys, MOST_GROUPS + 1));
  const sums = new Map<string, GroupedCount>();
  for (const row of rows) {
    const values = above(row.tenantNo, row.values);
    const key = `${row.skuNo} ${peopleKeyOf(row.tenantNo, values)}`;
    sums.set(key, { ...row, values, assignments: (sums.get(key)?.assignments ?? 0) + row.assignments });
  }
  return [...sums.values()];
}

/** Distinct people by `peopleKeyOf`. */
export async function readPeople(reads: Reads, { set, keys, above }: CountSet): Promise<Map<string, number>> {
  const people = new Map<string, number>();
  for (const row of assertFew<GroupedPeople>(await reads.groups.people(set, keys, MOST_GROUPS + 1))) {
    const key = peopleKeyOf(row.tenantNo, above(row.tenantNo, row.values));
    people.set(key, (people.get(key) ?? 0) + row.people);
  }
  return people;
}

function assertFew<T>(rows: T[]): T[] {
  if (rows.length > MOST_GROUPS) {
    throw invalidInput("groupBy", `gives more than ${MOST_GROUPS} groups; take fewer keys, or a filter`);
  }
  return rows;
}
