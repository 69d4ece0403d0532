import { AppError } from "../errors.js";
import type { Log } from "../log.js";
import { daysToRetire, type Retention } from "../model/retention.js";
import { addDays, type Calendar, dayOf } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { AccessLedger } from "../store/write/access-ledger.js";
import type { Prune } from "../store/write/prune.js";
import type { RetentionStore } from "../store/write/retention-store.js";
import { errorFields } from "./outage.js";

/** What retention needs. */
export interface PruneJobDeps {
  readonly prune: Prune;
  readonly retentionStore: RetentionStore;
  readonly retention: Retention;
  readonly revisionRetentionDays: number;
  readonly accesses: Pick<AccessLedger, "forgetSome">;
  /** How many days the records of what was read are kept; null: for ever. */
  readonly accessKeepDays: number | null;
  /** How long a retired day may still be read by what began before: milliseconds. */
  readonly graceMs: number;
  readonly calendar: Calendar;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
/** Days retired in one transaction. */
const DAYS_AT_ONCE = 50;

/**
 * The job: tenant after tenant, old records, then the days that answer no more, later their rows. It may end anywhere and begins
 * again where it was; `signal` ends it between two transactions, and no lease stays taken. What goes wrong with one tenant is
 * told at the end, when the others are done; an outage ends it at once.
 */
export function createPrune(deps: PruneJobDeps) {
  return async (signal: AbortSignal): Promise<void> => {
    const failures: unknown[] = [];
    for (const tenantId of await deps.retentionStore.tenants()) {
      await oneTenant(deps, tenantId, signal).catch((cause: unknown) => {
        if (signal.aborted || isOf(cause, "DATABASE_UNAVAILABLE")) throw cause;
        deps.log.error("not pruned", { tenantId, ...errorFields(cause) });
        failures.push(cause);
      });
    }
    if (failures.length > 0) throw failures[0];
  };
}

async function oneTenant(deps: PruneJobDeps, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  await forgetAccesses(deps, tenantId, signal);
  signal.throwIfAborted();
  await pruneTenant(deps, tenantId, signal).catch((cause: unknown) => {
    if (!isOf(cause, "STALE")) throw cause;
    deps.log.debug("not pruned: the tenant is being imported", { tenantId });
  });
}

/** Needs no lease: nobody writes a record of a day that is long over. */
async function forgetAccesses(deps: PruneJobDeps, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  if (deps.accessKeepDays === null) return;
  const oldest = addDays(dayOf(deps.calendar.now()), -deps.accessKeepDays);
  do signal.throwIfAborted();
  while (await deps.accesses.forgetSome(tenantId, oldest));
}

/** A tenant without anything to do costs three reads and no lease. */
async function pruneTenant(deps: PruneJobDeps, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  const { prune, retentionStore, graceMs } = deps;
  const revisionKeepMs = deps.revisionRetentionDays * DAY_MS;
  const state = await retentionStore.state(tenantId, { revisionKeepMs, graceMs });
  const days = daysToRetire(state.days, dayOf(deps.calendar.now()), deps.retention);
  let retired = 0;
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
    signal.throwIfAborted();
    retired += await prune.retireDays(tenantId, days.slice(start, start + DAYS_AT_ONCE));
  }
  signal.throwIfAborted();
  if (state.revisionsDue) retired += await prune.retireRevisions(tenantId, revisionKeepMs);
  const deleted = state.purgeBefore === null ? 0 : await prune.purge(tenantId, graceMs, signal);
  if (state.purgeBefore !== null) await retentionStore.purged(tenantId, state.purgeBefore);
  if (retired + deleted > 0) deps.log.info("pruned", { tenantId, retired, deleted });
}

function isOf(cause: unknown, code: AppError["code"]): boolean {
  return cause instanceof AppError && cause.code === code;
}
