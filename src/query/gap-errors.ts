import { AppError } from "../errors.js";
import type { Reads } from "../store/read/read-store.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { DayQuestion } from "./day-question.js";
import { readTenantDays } from "./tenant-days.js";

const NAMED = 20;

/** SNAPSHOT_NOT_FOUND: who lacks the day, why, and the sealed days around it. */
export async function snapshotNotFound(
  reads: Reads,
  question: DayQuestion,
  lacking: readonly TenantRow[],
): Promise<AppError> {
  const day = question.at ?? question.today;
  const named = lacking.slice(0, NAMED);
  const numbers = named.map((tenant) => tenant.tenantNo);
  const answer = await readTenantDays(reads, named, { from: day, to: day, today: question.today });
  const nearest = new Map((await reads.snapshots.nearest(numbers, day)).map((row) => [row.tenantNo, row]));
  const tenants = named.map((tenant) => ({
    tenantId: tenant.tenantId,
    state: answer(tenant, day).state,
    nearestBefore: nearest.get(tenant.tenantNo)?.before ?? null,
    nearestAfter: nearest.get(tenant.tenantNo)?.after ?? null,
  }));
  const [only] = question.tenants.length === 1 ? tenants : [];
  const beside = only === undefined ? {} : { nearestBefore: only.nearestBefore, nearestAfter: only.nearestAfter };
  return new AppError(
    "SNAPSHOT_NOT_FOUND",
    `${lacking.length} of ${question.tenants.length} tenants have no sealed snapshot of ${day}; ` +
      "onGap: OMIT leaves them out, PREVIOUS takes their nearest earlier day",
    { date: day, tenantCount: lacking.length, tenants, ...beside },
  );
}

/** SNAPSHOT_GONE: the day was sealed once and has been removed by retention. */
export function snapshotGone(question: DayQuestion, retired: readonly SnapshotRow[]): AppError {
  const numbers = new Set(retired.map((row) => row.tenantNo));
  const tenants = question.tenants.filter((tenant) => numbers.has(tenant.tenantNo));
  return new AppError("SNAPSHOT_GONE", `the snapshot of ${question.at ?? "that day"} was removed by retention`, {
    date: question.at,
    tenantCount: tenants.length,
    tenantIds: tenants.slice(0, NAMED).map((tenant) => tenant.tenantId),
  });
}
