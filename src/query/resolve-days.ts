import { AppError } from "../errors.js";
import { addDays, type SnapshotDate } from "../model/snapshot-date.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import { digestOfPins, type Cursor } from "./cursor.js";
import type { DayQuestion } from "./day-question.js";
import { snapshotGone, snapshotNotFound } from "./gap-errors.js";

/** A tenant with the sealed day that answers for it. */
export interface ResolvedDay {
  readonly tenant: TenantRow;
  readonly snapshot: SnapshotRow;
}

/** The days an answer stands on, and the tenants that lack theirs; both by tenant number. */
export interface Resolution {
  readonly requested: SnapshotDate | null;
  readonly today: SnapshotDate;
  readonly days: readonly ResolvedDay[];
  readonly lacking: readonly TenantRow[];
}

/** Resolves the day of every tenant in question under the gap policy. */
export async function resolveDays(reads: Reads, question: DayQuestion): Promise<Resolution> {
  const rows = await readDays(reads, question, null);
  const retired = rows.filter((row) => row.retired);
  if (question.onGap === "EXACT" && retired.length > 0) throw snapshotGone(question, retired);
  const resolution = toResolution(question, rows);
  if (question.at !== null && question.onGap === "EXACT" && resolution.lacking.length > 0) {
    throw await snapshotNotFound(reads, question, resolution.lacking);
  }
  return resolution;
}

/** Resolves the days a cursor stood on once more; SNAPSHOT_GONE when one of them was retired since. */
export async function resolveAgain(reads: Reads, question: DayQuestion, cursor: Cursor): Promise<Resolution> {
  const resolution = toResolution(question, await readDays(reads, question, cursor.watermark));
  if (digestOfPins(pinsOf(resolution.days)) !== cursor.pins) {
    throw new AppError(
      "SNAPSHOT_GONE",
      "a day this page was read from no longer answers; start again at the first page",
    );
  }
  return resolution;
}

/** The pins of resolved days. */
export function pinsOf(days: readonly ResolvedDay[]): Pin[] {
  return days.map(({ tenant, snapshot }) => ({ tenantNo: tenant.tenantNo, seq: snapshot.seq }));
}

/** What a cursor keeps of the days: as of when they were resolved, and a digest of them. */
export function snapshotOf(days: readonly ResolvedDay[]): Pick<Cursor, "watermark" | "pins"> {
  const watermark = days.reduce((newest, { snapshot }) => Math.max(newest, snapshot.sealedAt), 0);
  return { watermark, pins: digestOfPins(pinsOf(days)) };
}

function readDays(reads: Reads, question: DayQuestion, asOf: number | null): Promise<SnapshotRow[]> {
  const { at, onGap, maxAgeDays } = question;
  const numbers = question.tenants.map((tenant) => tenant.tenantNo);
  if (at === null) return reads.snapshots.newest(numbers, { asOf });
  if (onGap === "PREVIOUS") return reads.snapshots.newest(numbers, { from: addDays(at, -maxAgeDays), to: at, asOf });
  return reads.snapshots.onDay(numbers, at, asOf);
}

function toResolution({ tenants, at, today }: DayQuestion, rows: readonly SnapshotRow[]): Resolution {
  const byTenant = new Map(rows.filter((row) => !row.retired).map((row) => [row.tenantNo, row]));
  const days: ResolvedDay[] = [];
  const lacking: TenantRow[] = [];
  for (const tenant of tenants.toSorted((a, b) => a.tenantNo - b.tenantNo)) {
    const snapshot = byTenant.get(tenant.tenantNo);
    if (snapshot === undefined) lacking.push(tenant);
    else days.push({ tenant, snapshot });
  }
  return { requested: at, today, days, lacking };
}
