import { createJobQueue } from "../jobs/agenda-queue.js";
import { createDeliverWebhooks } from "../jobs/deliver-webhooks.js";
import { createDiffSnapshots } from "../jobs/diff-snapshots.js";
import { createFindUntold } from "../jobs/find-untold.js";
import { DIFF_SNAPSHOTS, FIND_UNTOLD } from "../jobs/job-names.js";
import type { JobQueue } from "../jobs/job-queue.js";
import { openMongoJobs } from "../jobs/mongo-backend.js";
import { nightlyJobs } from "../jobs/nightly-jobs.js";
import { createWorker, type Worker, type WorkerJob } from "../jobs/worker.js";
import { createWebhookSender } from "../outbound/webhook-sender.js";
import { createReadStore } from "../store/read/read-store.js";
import { ChangeSummaryStore } from "../store/write/change-summary.js";
import { JobTable } from "../store/write/job-table.js";
import { RetentionStore } from "../store/write/retention-store.js";
import { type Base, ownName } from "./base.js";
import { type Patience, importingSide } from "./importing.js";
import { createOutbound } from "./outbound.js";

/** The jobs of every process on one job store: MongoDB where there is one, else the database. To be closed after the drain. */
export async function openJobQueue(base: Base): Promise<{ queue: JobQueue; close(): Promise<void> }> {
  const { config, database, clock, log, metrics } = base;
  const mongo = config.mongodbUrl === null ? null : await openMongoJobs(config.mongodbUrl);
  const queue = createJobQueue({
    store: mongo?.jobs ?? new JobTable(database),
    processEveryMs: Math.min(5_000, config.worker.planSeconds * 500),
    lockMs: config.leaseSeconds * 1_000,
    owner: ownName(),
    log,
    mayTake: async () => clock === null || (await clock.fault()) === null,
    onRun: (...run) => metrics.jobEnded(...run),
  });
  return { queue, close: async () => mongo?.close() };
}

/** A retired day may still be read for so long: longer than any statement or export. */
const RETIRED_GRACE_MS = 3_600_000;

/** The nightly jobs on a queue; `start` them, and `drain` them before the database is closed. */
export function createNightlyWorker(base: Base, queue: JobQueue, patience: Patience = {}): Worker {
  const { calendar, log, database, config } = base;
  const side = importingSide(base, patience);
  watch(base, queue);
  const { breaker, alerts, schedule, suspects, redeemAtPartner } = side;
  const { earliest, keepDays, thinAfterDays, accessKeepDays, planSeconds, importsAtOnce } = config.worker;
  const jobs = nightlyJobs({
    planner: { schedule, breaker, alerts, suspects, queue, calendar, earliest, log },
    importing: { importing: side.importing, schedule, breaker, alerts, queue, earliest },
    customers: { ...side.syncing, breaker },
    pruning: {
      prune: side.prune,
      retentionStore: new RetentionStore(database),
      retention: { keepDays, thinAfterDays },
      ...{ accesses: side.accesses, accessKeepDays },
      revisionRetentionDays: config.revisionRetentionDays,
      graceMs: RETIRED_GRACE_MS,
      ...{ calendar, log },
    },
    renewing: {
      issuedAt: async () => (await side.tokenStore.read())?.issuedAt ?? null,
      ...{ redeemAtPartner, breaker, alerts, time: Date.now, log },
    },
    planEveryMs: planSeconds * 1_000,
    importsAtOnce,
  });
  return createWorker(queue, [...jobs, ...changeJobs(base, queue), deliveryJob(base)]);
}

/** What only a process with a worker has to tell. */
function watch({ metrics, clock }: Base, queue: JobQueue): void {
  metrics.watchJobs(() => queue.counts());
  if (clock !== null) metrics.watchClock(() => clock.secondsAhead());
}

const FIND_UNTOLD_EVERY_MS = 300_000;

/** What a sealed day changed is counted and told. */
function changeJobs(base: Base, queue: JobQueue): WorkerJob[] {
  const { calendar, database, log } = base;
  const summaries = new ChangeSummaryStore(database);
  const { events } = createOutbound(base);
  const run = createDiffSnapshots({ store: createReadStore(database), summaries, events, log });
  const findUntold = createFindUntold({ summaries, queue, calendar });
  return [
    { name: DIFF_SNAPSHOTS, concurrency: 2, run },
    { name: FIND_UNTOLD, concurrency: 1, everyMs: FIND_UNTOLD_EVERY_MS, run: findUntold },
  ];
}

const DELIVER_EVERY_MS = 5_000;

/** Without a webhook there is nothing to do but to forget old events. */
const FORGET_EVERY_MS = 3_600_000;

function deliveryJob(base: Base): WorkerJob {
  const { log, config, metrics } = base;
  const time = Date.now;
  const sender = createWebhookSender({ secrets: config.webhookSecrets, time });
  const job = createDeliverWebhooks({
    ...{ ...createOutbound(base), sender, log, time, random: Math.random },
    onAttempt: (attempt) => metrics.webhookAttempted(attempt),
  });
  return { ...job, everyMs: config.webhookUrls.length > 0 ? DELIVER_EVERY_MS : FORGET_EVERY_MS };
}
