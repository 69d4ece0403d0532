import { addDays, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { LicenseInterval } from "../store/read/license-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { LicensePeriodAnswer, PersonAnswer } from "./answers.js";
import { groupedBy } from "./grouped-by.js";
import { findPerson } from "./people.js";
import type { QueryDeps } from "./query-deps.js";
import { skuOf, toSkuAnswer } from "./sku-answer.js";
import { tenantInQuestion } from "./tenant-scope.js";

const FIRST_DAY = "2000-01-01" as SnapshotDate;
const LAST_DAY = "2999-12-31" as SnapshotDate;

/** Who had which license from when to when: intervals laid on the sealed days, by first day, then SKU. */
export function licensePeriods(
  deps: QueryDeps,
  scope: TenantScope,
  asked: PersonAnswer,
): Promise<LicensePeriodAnswer[]> {
  return deps.store.read(async (reads) => {
    const tenant = await tenantInQuestion(reads, scope, asked.tenantId);
    const row = await findPerson(reads, tenant, asked);
    if (row === null) return [];
    const intervals = await reads.licenses.intervals(tenant.tenantNo, row.userNo);
    const sealed = await reads.snapshots.inRange([tenant.tenantNo], FIRST_DAY, LAST_DAY);
    return toPeriods(
      reads,
      intervals,
      sealed.filter((snapshot) => !snapshot.retired),
    );
  });
}

async function toPeriods(
  reads: Reads,
  intervals: readonly LicenseInterval[],
  sealed: readonly SnapshotRow[],
): Promise<LicensePeriodAnswer[]> {
  const skus = await reads.skusByNo(intervals.map((interval) => interval.skuNo));
  const days = sealed.map((snapshot) => snapshot.day);
  const periods = [...groupedBy(intervals, (interval) => interval.skuNo)].flatMap(([skuNo, group]) => {
    const sku = toSkuAnswer(skuOf(skus, skuNo));
    return runsOf(heldOn(group, sealed)).map((run) => ({ sku, ...toPeriod(run, days) }));
  });
  return periods.sort((a, b) => compare(a.from, b.from) || compare(a.sku.skuId, b.sku.skuId));
}

/** For each sealed day in order: was it held? */
function heldOn(intervals: readonly LicenseInterval[], sealed: readonly SnapshotRow[]): boolean[] {
  return sealed.map(({ seq }) => intervals.some(({ fromSeq, toSeq }) => fromSeq <= seq && seq < toSeq));
}

/** Stretches of true, as first and last index: joined where no sealed day lies between. */
export function runsOf(held: readonly boolean[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  held.forEach((isHeld, index) => {
    const run = runs.at(-1);
    if (!isHeld) return;
    if (run !== undefined && run.last === index - 1) run.last = index;
    else runs.push({ first: index, last: index });
  });
  return runs;
}

/** A stretch of sealed days. An end is open where the calendar day beyond it has no snapshot. */
export function toPeriod(
  { first, last }: { first: number; last: number },
  days: readonly SnapshotDate[],
): Omit<LicensePeriodAnswer, "sku"> {
  const from = days[first] ?? FIRST_DAY;
  const end = days[last] ?? LAST_DAY;
  return {
    from,
    to: last === days.length - 1 ? null : end,
    openStart: days[first - 1] !== addDays(from, -1),
    openEnd: days[last + 1] !== addDays(end, 1),
    days: last - first + 1,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
