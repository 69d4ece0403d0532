import { addDays, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import { assertPeriod, toDayQuestion } from "./day-arguments.js";
import type { At } from "./inputs.js";
import { resolveDays } from "./resolve-days.js";

/** Which days a download is about: one day (or each tenant's latest), or every day of a stretch. */
export type DownloadDays = At | DownloadPeriod;

/** Every day from `from` to `to`; of a tenant without `from` also its newest day in the `reach` days before, null: however old. */
interface DownloadPeriod {
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
  readonly tenantIds?: readonly TenantId[] | null;
  readonly reach: number | null;
}

/** Every sealed day a download reads, by tenant, then day; under EXACT, a day that is not there is refused. */
export async function downloadDays(
  reads: Reads,
  tenants: readonly TenantRow[],
  { days, today }: { readonly days: DownloadDays; readonly today: SnapshotDate },
): Promise<readonly SnapshotRow[]> {
  if (!("from" in days)) {
    const resolution = await resolveDays(reads, toDayQuestion(days, { tenants, today }));
    return resolution.days.map(({ snapshot }) => snapshot);
  }
  assertPeriod(days, { today });
  toDayQuestion({ at: days.to, maxAgeDays: days.reach ?? 0 }, { tenants, today, argument: "to" });
  return periodRows(
    reads,
    tenants.map(({ tenantNo }) => tenantNo),
    days,
  );
}

async function periodRows(
  reads: Reads,
  tenantNos: readonly number[],
  { from, to, reach }: DownloadPeriod,
): Promise<readonly SnapshotRow[]> {
  const rows = (await reads.snapshots.inRange(tenantNos, from, to)).filter((row) => !row.retired);
  if (reach === 0) return rows;
  const begun = new Set(rows.filter(({ day }) => day === from).map(({ tenantNo }) => tenantNo));
  const others = tenantNos.filter((tenantNo) => !begun.has(tenantNo));
  const bounds = { ...(reach === null ? {} : { from: addDays(from, -reach) }), to: from, asOf: null };
  const earlier = await reads.snapshots.newest(others, bounds);
  return [...earlier, ...rows].sort((a, b) => a.tenantNo - b.tenantNo || (a.day < b.day ? -1 : 1));
}
