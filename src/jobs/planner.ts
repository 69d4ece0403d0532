import type { Log } from "../log.js";
import { opensBy } from "../model/retry-policy.js";
import { type Calendar, dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { Schedule, ScheduleStore } from "../store/write/schedule-store.js";
import type { SuspectStore } from "../store/write/suspect-store.js";
import type { Alerts } from "./alerts.js";
import type { JobQueue, NewJob } from "./job-queue.js";
import { IMPORT_TENANT } from "./job-names.js";
import type { PartnerBreaker } from "./partner-breaker.js";

/** What planning needs. */
export interface PlannerDeps {
  readonly alerts: Alerts;
  readonly suspects: SuspectStore;
  readonly schedule: ScheduleStore;
  readonly breaker: PartnerBreaker;
  readonly queue: JobQueue;
  readonly calendar: Calendar;
  /** Minutes past midnight, UTC, from which a day is imported. */
  readonly earliest: number;
  /** Done before planning when the partner's pause has just ended. */
  readonly onResumed: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}

/**
 * The job that asks the database which tenants are due today and enqueues an import for each. Only today: Microsoft knows only
 * now. It keeps nothing in mind, so a crash, an emptied job store, a missed night and daylight saving are all the same to it.
 */
export function createPlanner(deps: PlannerDeps) {
  return async (signal: AbortSignal): Promise<void> => {
    const state = await deps.breaker.passes(signal);
    if (state === "paused") return;
    if (state === "resumed") await deps.onResumed(signal);
    await clearDecided(deps);
    const now = deps.calendar.now();
    const day = dayOf(now);
    if (!opensBy(now, day, deps.earliest)) return deps.log.debug("too early to plan", { day });
    const schedules = await deps.schedule.of(day);
    const due = schedules.filter(({ state }) => state === "due");
    await deps.queue.enqueueMany(IMPORT_TENANT, inOrder(due, day));
    deps.log.info("planned", { day, expected: schedules.length, due: due.length });
  };
}

/** Milliseconds by which each goes ahead of the next. */
const AHEAD_MS = 10;

/** The largest first: begun last, it would go on alone when all others are done. Nobody's size is known before the first night. */
function inOrder(due: readonly Schedule[], day: SnapshotDate): NewJob[] {
  const sorted = [...due].sort((one, other) => other.people - one.people);
  return sorted.map(({ tenantId }, rank) => ({
    ...{ key: `${tenantId}/${day}`, data: { tenantId, day } },
    aheadMs: (sorted.length - rank) * AHEAD_MS,
  }));
}

/** A tenant whose held days have all been decided, or read again, needs nobody any more. */
async function clearDecided({ alerts, suspects }: PlannerDeps): Promise<void> {
  for (const { kind, tenantId } of await alerts.open()) {
    if (kind !== "day-held" || tenantId === null || (await suspects.holds(tenantId))) continue;
    await alerts.clear({ kind, tenantId });
  }
}
