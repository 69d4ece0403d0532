import { addDays, type Calendar, dayOf } from "../model/snapshot-date.js";
import type { ChangeSummaryStore } from "../store/write/change-summary.js";
import { DIFF_SNAPSHOTS } from "./job-names.js";
import type { JobQueue } from "./job-queue.js";

const DAY_MS = 86_400_000;
/** A day that was accepted late is told, too; one sealed longer ago than this is no news. */
const OLDEST_DAY = 60;
const NEWS_DAYS = 3;
const AT_ONCE = 2_000;

/** The recurring job: enqueues the days that were sealed lately and not told of, whatever became of the jobs for them. */
export function createFindUntold(deps: {
  readonly summaries: ChangeSummaryStore;
  readonly queue: JobQueue;
  readonly calendar: Calendar;
}) {
  return async (): Promise<void> => {
    const from = addDays(dayOf(deps.calendar.now()), -OLDEST_DAY);
    const untold = await deps.summaries.untold({ from, withinMs: NEWS_DAYS * DAY_MS, limit: AT_ONCE });
    const jobs = untold.map(({ tenantId, day }) => ({ key: `${tenantId}/${day}`, data: { tenantId, day } }));
    await deps.queue.enqueueMany(DIFF_SNAPSHOTS, jobs);
  };
}
