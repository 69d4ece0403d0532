import { createImportTenant, type ImportJobDeps } from "./import-tenant.js";
import { IMPORT_TENANT, PLAN, PRUNE, RENEW_TOKEN, SYNC_CUSTOMERS } from "./job-names.js";
import { createPlanner, type PlannerDeps } from "./planner.js";
import { createPrune, type PruneJobDeps } from "./prune.js";
import { createRenewToken, type RenewTokenDeps } from "./renew-token.js";
import { createSyncCustomers, type SyncJobDeps } from "./sync-customers.js";
import type { WorkerJob } from "./worker.js";

/** What the jobs need, and how often they look. */
export interface NightlyJobsDeps {
  readonly planner: Omit<PlannerDeps, "onResumed">;
  readonly importing: ImportJobDeps;
  readonly customers: Omit<SyncJobDeps, "planNow">;
  readonly pruning: PruneJobDeps;
  readonly renewing: RenewTokenDeps;
  readonly planEveryMs: number;
  readonly importsAtOnce: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CUSTOMERS_EVERY_MS = 10 * MINUTE;
/** A tenant that was being imported waits for the next time. */
const PRUNE_EVERY_MS = 6 * HOUR;
const RENEW_EVERY_MS = 24 * HOUR;

/** What is done by itself, every day: customers, plan, imports, retention, and the refresh token's life. */
export function nightlyJobs(deps: NightlyJobsDeps): WorkerJob[] {
  const sync = createSyncCustomers({ ...deps.customers, planNow: (signal) => plan(signal) });
  // A customer list that cannot be read is told and tried again by its own job; the imports do not wait for it.
  const plan = createPlanner({ ...deps.planner, onResumed: (signal) => sync(signal).catch(() => undefined) });
  const prune = createPrune(deps.pruning);
  const renew = createRenewToken(deps.renewing);
  const once = { concurrency: 1 };
  return [
    { name: SYNC_CUSTOMERS, ...once, everyMs: CUSTOMERS_EVERY_MS, run: (_data, { signal }) => sync(signal) },
    { name: PLAN, ...once, everyMs: deps.planEveryMs, atStart: true, run: (_data, { signal }) => plan(signal) },
    { name: IMPORT_TENANT, concurrency: deps.importsAtOnce, run: createImportTenant(deps.importing) },
    { name: PRUNE, ...once, everyMs: PRUNE_EVERY_MS, run: (_data, { signal }) => prune(signal) },
    { name: RENEW_TOKEN, ...once, everyMs: RENEW_EVERY_MS, run: (_data, { signal }) => renew(signal) },
  ];
}
