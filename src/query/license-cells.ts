import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { GroupedCount } from "../store/read/group-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { LicenseFilter } from "./inputs.js";
import { peopleKeyOf, readAssignments, readPeople, type CountSet } from "./assignment-counts.js";
import { countSource, type CountSource } from "./count-source.js";
import { chooseSkus, type SkuChoice } from "./counted-skus.js";
import { readOwnedSkus, type OwnedSku } from "./day-columns.js";
import type { Grouping } from "./group-keys.js";
import { readValuesAbove } from "./management.js";
import type { Counted } from "./measures.js";
import { pinsOf, type ResolvedDay } from "./resolve-days.js";
import { skuOf } from "./sku-answer.js";
import { resolveFilter } from "./user-filter.js";

/** One SKU of one tenant on its day, of the people who share the values of the people's keys. */
export interface LicenseCell extends Counted {
  readonly tenant: TenantRow;
  readonly sku: CatalogueSku;
  readonly values: readonly (string | null)[];
}

/** What an answer counts. */
export interface LicenseCells {
  /** Each tenant's SKU once, whoever holds it. */
  readonly pairs: readonly LicenseCell[];
  /** The same by people's keys, without units; the pairs themselves when no key speaks of people. */
  readonly cells: readonly LicenseCell[];
  /** Distinct people by `peopleKeyOf`. */
  readonly people: ReadonlyMap<string, number>;
}

/** What is to be counted, of whom. */
export interface CellQuestion {
  readonly days: readonly ResolvedDay[];
  readonly filter: LicenseFilter;
  readonly freeSkus: ReadonlySet<string>;
  readonly grouping: Grouping;
  /** Distinct people are counted only when somebody asked. */
  readonly assignedUsers: boolean;
}

/** Reads what each tenant owns and how many people hold it. `given`: where assignments come from, in place of the decision. */
export async function readLicenseCells(
  reads: Reads,
  question: CellQuestion,
  given?: CountSource,
): Promise<LicenseCells> {
  const choice = await chooseSkus(reads, question.filter, question.freeSkus);
  const asked = await toCountSet(reads, question, choice);
  const { keys, set } = asked;
  // Distinct people have a statement of their own, so that assignments may still come from an aggregate.
  const source = given ?? countSource({ people: keys, filtered: set.filter !== null, assignedUsers: false });
  const owned = await readOwnedSkus(reads, question.days);
  const counts = source.kind === "sku" ? owned.map(toCount) : await readAssignments(reads, asked, { source });
  const all = await readPairs(reads, question.days, { owned, counts });
  const pairs = all.filter(
    ({ sku, company, assignments }) => choice.takes(sku, company) && (set.filter === null || assignments > 0),
  );
  const cells = keys.length === 0 ? pairs : toCells(pairs, counts);
  const without = choice.without(all.map(({ sku }) => sku));
  const { withoutCompany } = choice;
  const known = { cells, assignedUsers: question.assignedUsers };
  const counted = { ...asked, set: { ...set, skus: { only: choice.only, without }, withoutCompany } };
  return { pairs, cells, people: await peopleOf(reads, counted, known) };
}

async function toCountSet(
  reads: Reads,
  { days, filter, grouping }: CellQuestion,
  choice: SkuChoice,
): Promise<CountSet> {
  const pins = pinsOf(days);
  const users = await resolveFilter(reads, filter.user, { pins, path: "filter.user" });
  return {
    set: { ...users, skus: { only: choice.only, without: [] }, withoutCompany: false },
    keys: grouping.people,
    above: await readValuesAbove(reads, pins, grouping.people),
  };
}

interface Pair extends LicenseCell {
  readonly company: boolean;
}

function toCount({ tenantNo, skuNo, assignments }: OwnedSku): GroupedCount {
  return { tenantNo, skuNo, values: [], assignments };
}

/** What is owned, held or both: each tenant's SKU once. */
async function readPairs(
  reads: Reads,
  days: readonly ResolvedDay[],
  { owned, counts }: { owned: readonly OwnedSku[]; counts: readonly GroupedCount[] },
): Promise<Pair[]> {
  const tenants = new Map(days.map(({ tenant }) => [tenant.tenantNo, tenant]));
  const skus = await reads.skusByNo([...owned, ...counts].map((row) => row.skuNo));
  const found = new Map<string, Pair & { assignments: number }>();
  const pairOf = (row: Pick<GroupedCount, "tenantNo" | "skuNo">) => {
    const key = pairKey(row);
    const known = found.get(key);
    const tenant = tenants.get(row.tenantNo);
    if (known !== undefined || tenant === undefined) return known;
    const pair = { tenant, sku: skuOf(skus, row.skuNo), values: [], units: null, company: false, assignments: 0 };
    found.set(key, pair);
    return pair;
  };
  for (const { units, company, ...row } of owned) {
    if (units !== null) Object.assign(pairOf(row) ?? {}, { units, company });
  }
  for (const row of counts) {
    const pair = row.assignments > 0 ? pairOf(row) : undefined;
    if (pair !== undefined) pair.assignments += row.assignments;
  }
  return [...found.values()];
}

function toCells(pairs: readonly LicenseCell[], counts: readonly GroupedCount[]): LicenseCell[] {
  const byKey = new Map(pairs.map((pair) => [pairKey({ ...pair.tenant, ...pair.sku }), pair]));
  return counts.flatMap((row) => {
    const pair = byKey.get(pairKey(row));
    return pair === undefined ? [] : [{ ...pair, units: null, values: row.values, assignments: row.assignments }];
  });
}

function pairKey({ tenantNo, skuNo }: { readonly tenantNo: number; readonly skuNo: number }): string {
  return `${tenantNo} ${skuNo}`;
}

/** People with one SKU in question are as many as its assignments; otherwise they are counted. */
async function peopleOf(
  reads: Reads,
  counted: CountSet,
  { cells, assignedUsers }: { cells: readonly LicenseCell[]; assignedUsers: boolean },
): Promise<Map<string, number>> {
  const people = new Map<string, number>();
  let several = false;
  for (const { tenant, values, assignments } of cells.filter((cell) => cell.assignments > 0)) {
    const key = peopleKeyOf(tenant.tenantNo, values);
    several ||= people.has(key);
    people.set(key, assignments);
  }
  return several && assignedUsers ? readPeople(reads, counted) : people;
}
