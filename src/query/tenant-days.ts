import type { SnapshotDate } from "../model/snapshot-date.js";
import type { Reads } from "../store/read/read-store.js";
import type { HeldRow, RunRow } from "../store/read/coverage-reader.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { SnapshotAnswer, TenantDayAnswer } from "./answers.js";
import { dayState, type DayVerdict } from "./day-state.js";
import { reasonOf } from "./failure-reason.js";
import { groupedBy } from "./grouped-by.js";

/** The days asked about, both ends included. */
export interface DayRange {
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
  readonly today: SnapshotDate;
}

/** Reads the facts of a range and answers for each tenant and day in it. */
export async function readTenantDays(
  reads: Reads,
  tenants: readonly TenantRow[],
  range: DayRange,
): Promise<(tenant: TenantRow, day: SnapshotDate) => TenantDayAnswer> {
  const numbers = tenants.map((tenant) => tenant.tenantNo);
  const sealed = await reads.snapshots.inRange(numbers, range.from, range.to);
  const held = await reads.coverage.held(numbers, range.from, range.to);
  const runs = await reads.coverage.runs(numbers, range.from, range.to);
  const snapshots = new Map(sealed.map((row) => [keyOf(row), row]));
  const heldDays = new Map(held.map((row) => [keyOf(row), row]));
  const attempts = groupedBy(runs, keyOf);
  return (tenant, day) => {
    const key = keyOf({ tenantNo: tenant.tenantNo, day });
    const snapshot = snapshots.get(key);
    const facts = { tenant, day, today: range.today, snapshot, held: heldDays.has(key), runs: attempts.get(key) ?? [] };
    const verdict = dayState(facts);
    const present = verdict.state === "PRESENT" && snapshot ? toSnapshotAnswer(tenant, snapshot) : null;
    return { ...toTenantDay(tenant, day, { ...verdict, held: heldDays.get(key) }), snapshot: present };
  };
}

/** A sealed day as the API tells it. */
export function toSnapshotAnswer(tenant: TenantRow, row: SnapshotRow): SnapshotAnswer {
  return {
    tenantId: tenant.tenantId,
    date: row.day,
    revision: row.revision,
    importedAt: new Date(row.sealedAt),
    userCount: row.userCount,
    skuCount: row.skuCount,
    contentHash: row.contentHash,
    checks: row.checks,
  };
}

/** A day that is not there, as the API tells it. */
export function toTenantDay(
  tenant: TenantRow,
  date: SnapshotDate,
  { state, reason, held }: DayVerdict & { readonly held: HeldRow | undefined },
): TenantDayAnswer {
  return {
    tenantId: tenant.tenantId,
    date,
    state,
    snapshot: null,
    reason: reason === null ? null : reasonOf(reason),
    checks: (state === "SUSPECT" && held?.checks) || [],
  };
}

function keyOf(row: Pick<RunRow, "tenantNo" | "day">): string {
  return `${row.tenantNo} ${row.day}`;
}
