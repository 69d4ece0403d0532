import { importTenant, type ImportDeps } from "../importer/import-tenant.js";
import { parseGuid } from "../model/guid.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import { opensBy } from "../model/retry-policy.js";
import { dayOf, parseSnapshotDate, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { ScheduleStore } from "../store/write/schedule-store.js";
import { type Alerts, codeOf, detailOf } from "./alerts.js";
import { DIFF_SNAPSHOTS, IMPORT_TENANT } from "./job-names.js";
import type { JobData, JobQueue, RunningJob } from "./job-queue.js";
import { isPartnerWide, type PartnerBreaker } from "./partner-breaker.js";

/** What the import job needs beside the import itself. */
export interface ImportJobDeps {
  readonly importing: ImportDeps;
  readonly schedule: ScheduleStore;
  readonly breaker: PartnerBreaker;
  readonly alerts: Alerts;
  readonly queue: JobQueue;
  readonly earliest: number;
}

interface TenantDay {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
}

/** The job: imports one tenant's day if that is still due, and sees to what follows from how it ends. */
export function createImportTenant(deps: ImportJobDeps) {
  return async (data: JobData, { signal }: RunningJob): Promise<void> => {
    const target = {
      tenantId: parseGuid("tenantId", String(data["tenantId"])),
      day: parseSnapshotDate("day", String(data["day"])),
    };
    if (!(await stillDue(deps, target))) return;
    const outcome = await importOnce(deps, target, signal);
    if (outcome === null) return;
    if (outcome.kind === "stopped") signal.throwIfAborted(); // so that the queue hands the job to somebody else at once
    await follow(deps, target, outcome);
  };
}

/** A job may be late, or run twice: what is due now is asked of the database, not of the job. */
async function stillDue(deps: ImportJobDeps, { tenantId, day }: TenantDay): Promise<boolean> {
  const now = deps.importing.calendar.now();
  if (dayOf(now) !== day || !opensBy(now, day, deps.earliest)) return false;
  if (await deps.breaker.paused()) return false;
  return (await standing(deps, { tenantId, day })) === "due";
}

/** After a lease has ended, in milliseconds: no sooner can another be taken. */
const LEASE_ENDED_MS = 500;

/**
 * Whose day is held by somebody who may be dead is looked at again when that lease ends, whatever the next plan is. A worker
 * that lives renews its lease, and so is looked after about once a lease.
 */
async function standing({ schedule, queue }: ImportJobDeps, { tenantId, day }: TenantDay) {
  const found = await schedule.ofTenant(tenantId, day);
  if (found?.state === "running") {
    await queue.enqueue(IMPORT_TENANT, `${tenantId}/${day}`, { tenantId, day }, found.leasedForMs + LEASE_ENDED_MS);
  }
  return found?.state;
}

/** Null: the partner is not signed in, and everything is paused. */
async function importOnce(deps: ImportJobDeps, target: TenantDay, signal: AbortSignal): Promise<ImportOutcome | null> {
  try {
    return await importTenant(deps.importing, { ...target, signal });
  } catch (cause) {
    const code = codeOf(cause);
    if (!isPartnerWide(code)) throw cause;
    await deps.breaker.trip({ code, detail: detailOf(cause) });
    return null;
  }
}

async function follow(deps: ImportJobDeps, { tenantId, day }: TenantDay, outcome: ImportOutcome): Promise<void> {
  if (outcome.kind === "failed" && isPartnerWide(outcome.reason)) {
    return deps.breaker.trip({ code: outcome.reason, detail: outcome.detail });
  }
  if (outcome.kind === "busy") return void (await standing(deps, { tenantId, day }));
  if (outcome.kind === "held") return raiseHeld(deps.alerts, { tenantId, day });
  if (outcome.kind === "sealed") await deps.queue.enqueue(DIFF_SNAPSHOTS, `${tenantId}/${day}`, { tenantId, day });
}

/** One alert a tenant, however many days in a row are held: it names the first. */
async function raiseHeld(alerts: Alerts, { tenantId, day }: TenantDay): Promise<void> {
  await alerts.raise({
    kind: "day-held",
    tenantId,
    day: null,
    code: "DAY_HELD",
    message: `${day} looks implausible and is held back; days after it may be held as well.`,
    remedy: "See `cli suspect list`, then `cli suspect accept` or `cli suspect reject`.",
  });
}
