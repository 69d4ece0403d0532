import type { Guid } from "../model/guid.js";
import type { CatalogueSku } from "../store/read/catalogue.js";
import type { AssignmentCount, AssignmentSet } from "../store/read/license-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { SkuUnits } from "../store/read/sku-reader.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { UserSet } from "../store/read/user-reader.js";
import type { LicenseFilter } from "./answers.js";
import type { Counted } from "./measures.js";
import { pinsOf, type ResolvedDay } from "./resolve-days.js";
import { skuOf } from "./sku-answer.js";
import { resolveFilter } from "./user-filter.js";

/** One SKU of one tenant on its day. */
export interface LicensePair extends Counted {
  readonly tenant: TenantRow;
  readonly sku: CatalogueSku;
}

/** The pairs an answer counts, with the number of distinct people behind them by tenant number. */
export interface LicensePairs {
  readonly pairs: readonly LicensePair[];
  readonly people: ReadonlyMap<number, number>;
}

/** Which pairs count. */
export interface PairQuestion {
  readonly days: readonly ResolvedDay[];
  readonly filter: LicenseFilter;
  readonly freeSkus: ReadonlySet<string>;
  /** Distinct people are counted only when somebody asked. */
  readonly assignedUsers: boolean;
}

/** Reads what each tenant owns and how many people hold it: from the aggregate, or of the people a filter lets through. */
export async function readLicensePairs(reads: Reads, question: PairQuestion): Promise<LicensePairs> {
  const set = { ...(await resolveFilter(reads, question.filter.user)), pins: pinsOf(question.days) };
  const units = await reads.skus.units(set.pins);
  const counts = set.filter === null ? await reads.licenses.counts(set.pins) : await reads.licenses.countsOf(set);
  const skus = await reads.skusByNo([...units, ...counts].map((row) => row.skuNo));
  const plans = await reads.servicePlans(units.map((row) => row.servicePlansNo));
  const isCompany = (row: SkuUnits) => plans.get(row.servicePlansNo)?.assignable === false;
  const all = toPairs(question.days, { units, counts, skus });
  const pairs = all.filter((pair) => takes(question, pair, pair.units !== null && isCompany(pair.units)));
  const kept = set.filter === null ? pairs : pairs.filter((pair) => pair.assignments > 0);
  return { pairs: kept, people: await readPeople(reads, set, { question, kept, all }) };
}

/** Free SKUs and those of the company as a whole count when asked for, in general or by id. */
function takes({ filter, freeSkus }: PairQuestion, { sku }: LicensePair, company: boolean): boolean {
  if (filter.excludeSkuIds?.includes(sku.skuId)) return false;
  if (filter.skuIds) return filter.skuIds.includes(sku.skuId);
  if (!filter.includeFree && isFree(freeSkus, sku)) return false;
  return filter.includeCompanySkus === true || !company;
}

function isFree(freeSkus: ReadonlySet<string>, sku: CatalogueSku): boolean {
  return sku.partNumber !== null && freeSkus.has(sku.partNumber);
}

function toPairs(
  days: readonly ResolvedDay[],
  read: {
    units: readonly SkuUnits[];
    counts: readonly AssignmentCount[];
    skus: ReadonlyMap<number, CatalogueSku>;
  },
): LicensePair[] {
  const tenants = new Map(days.map(({ tenant }) => [tenant.tenantNo, tenant]));
  const keyOf = (row: { tenantNo: number; skuNo: number }) => `${row.tenantNo} ${row.skuNo}`;
  const counts = new Map(read.counts.map((row) => [keyOf(row), row]));
  const owned = read.units.map((row) => ({ row, units: row, assignments: counts.get(keyOf(row))?.assignments ?? 0 }));
  for (const row of read.units) counts.delete(keyOf(row));
  const onlyHeld = [...counts.values()].map((row) => ({ row, units: null, assignments: row.assignments }));
  return [...owned, ...onlyHeld].flatMap(({ row, units, assignments }) => {
    const tenant = tenants.get(row.tenantNo);
    return tenant === undefined ? [] : [{ tenant, sku: skuOf(read.skus, row.skuNo), units, assignments }];
  });
}

/** A tenant with one SKU in question has as many people as assignments; otherwise they are counted. */
async function readPeople(
  reads: Reads,
  set: UserSet,
  { question, kept, all }: { question: PairQuestion; kept: readonly LicensePair[]; all: readonly LicensePair[] },
): Promise<Map<number, number>> {
  const people = new Map<number, number>();
  let several = false;
  for (const { tenant, assignments } of kept.filter((pair) => pair.assignments > 0)) {
    several ||= people.has(tenant.tenantNo);
    people.set(tenant.tenantNo, assignments);
  }
  if (!several || !question.assignedUsers) return people;
  const rows = await reads.licenses.peopleByTenant(toAssignmentSet(set, question, all));
  return new Map(rows.map((row) => [row.tenantNo, row.people]));
}

function toAssignmentSet(set: UserSet, question: PairQuestion, all: readonly LicensePair[]): AssignmentSet {
  const { filter, freeSkus } = question;
  const numbers = (takesSku: (sku: CatalogueSku) => boolean) => [
    ...new Set(all.filter(({ sku }) => takesSku(sku)).map(({ sku }) => sku.skuNo)),
  ];
  const excluded = new Set<Guid>(filter.excludeSkuIds ?? []);
  const { skuIds } = filter;
  const leftOut = (sku: CatalogueSku) => !skuIds && !filter.includeFree && isFree(freeSkus, sku);
  return {
    ...set,
    skus: {
      only: skuIds ? numbers((sku) => skuIds.includes(sku.skuId)) : null,
      without: numbers((sku) => excluded.has(sku.skuId) || leftOut(sku)),
    },
    withoutCompany: !skuIds && filter.includeCompanySkus !== true,
  };
}
