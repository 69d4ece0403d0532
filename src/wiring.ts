import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { CliTools } from "./cli/tools.js";
import type { Config, MicrosoftConfig } from "./config.js";
import { AppError } from "./errors.js";
import { type MetricsServer, startMetricsServer } from "./http/metrics-server.js";
import { startHttpServer } from "./http/server.js";
import { importTenant } from "./importer/import-tenant.js";
import { createJobQueue } from "./jobs/agenda-queue.js";
import { createDeliverWebhooks } from "./jobs/deliver-webhooks.js";
import { createDiffSnapshots } from "./jobs/diff-snapshots.js";
import { createFindUntold } from "./jobs/find-untold.js";
import { DIFF_SNAPSHOTS, FIND_UNTOLD } from "./jobs/job-names.js";
import type { JobQueue } from "./jobs/job-queue.js";
import { openMongoJobs } from "./jobs/mongo-backend.js";
import { nightlyJobs } from "./jobs/nightly-jobs.js";
import { PartnerBreaker, type ProbeWaits } from "./jobs/partner-breaker.js";
import { takeOverCustomers } from "./jobs/sync-customers.js";
import { createWorker, type Worker, type WorkerJob } from "./jobs/worker.js";
import { createLog, type Log } from "./log.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { createDirectorySource } from "./microsoft/directory.js";
import type { HttpTimeouts } from "./microsoft/http.js";
import { checkedAtPartner } from "./microsoft/partner-check.js";
import { createCustomerSource } from "./microsoft/partner-center.js";
import { acceptRefreshToken, startSignIn } from "./microsoft/sign-in.js";
import { createThrottleGate, type ThrottleGate } from "./microsoft/throttle-gate.js";
import { createTokenSource } from "./microsoft/token-source.js";
import { freeSkus } from "./model/free-skus.js";
import type { RetryPolicy } from "./model/retry-policy.js";
import { type Calendar, dayOf } from "./model/snapshot-date.js";
import { ALL_TENANTS, type TenantId } from "./model/tenant.js";
import { createWebhookSender } from "./outbound/webhook-sender.js";
import { createQuestions } from "./query/create-questions.js";
import { createDownloads, type Downloads } from "./query/download.js";
import { createDataVersions, type DataVersions } from "./query/data-version.js";
import type { Questions } from "./query/questions.js";
import { assertMigrated, migrate, openDatabase } from "./store/data-source.js";
import type { MigratableDatabase } from "./store/database.js";
import { readMonitoredState } from "./store/read/monitored-state.js";
import { createQuestionStore } from "./store/read/question-store.js";
import { createReadStore } from "./store/read/read-store.js";
import { ProductNameStore } from "./store/write/product-name-store.js";
import { AlertStore } from "./store/write/alert-store.js";
import { ChangeSummaryStore } from "./store/write/change-summary.js";
import { CustomerListStore } from "./store/write/customer-list-store.js";
import { DeliveryLog } from "./store/write/delivery-log.js";
import { EventStore } from "./store/write/event-store.js";
import { JobTable } from "./store/write/job-table.js";
import { OperatorActions } from "./store/write/operator-actions.js";
import { AccessLedger } from "./store/write/access-ledger.js";
import { PartnerPauseStore } from "./store/write/partner-pause-store.js";
import { Prune } from "./store/write/prune.js";
import { RetentionStore } from "./store/write/retention-store.js";
import { ScheduleStore } from "./store/write/schedule-store.js";
import { SnapshotWriter } from "./store/write/snapshot-writer.js";
import { SuspectStore } from "./store/write/suspect-store.js";
import { type OnShrink, TenantStore } from "./store/write/tenant-store.js";
import { TokenStore } from "./store/write/token-store.js";

/** A calendar on real time, or one that started at `clock` when the process started. */
export function createCalendar(clock: Date | null): Calendar {
  const offset = clock === null ? 0 : clock.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

/** What every entry stands on. */
export interface Base {
  readonly config: Config;
  readonly calendar: Calendar;
  readonly log: Log;
  readonly database: MigratableDatabase;
  readonly questions: Questions;
  /** The waits that Microsoft asked this process for. */
  readonly gate: ThrottleGate;
  readonly metrics: Metrics;
  readonly versions: DataVersions;
  readonly downloads: Downloads;
}

/** Opens the database and the questions over it; the schema is looked at by `prepareSchema`. */
export async function openBase(config: Config, calendar = createCalendar(config.clock)): Promise<Base> {
  const database = await openDatabase(config.databaseUrl, config.databaseReadUrl);
  const store = createQuestionStore(database);
  const versions = createDataVersions(store, calendar);
  const { earliest } = config.worker;
  const asking = { store: versions.store, calendar, freeSkus: freeSkus(config.freeSkuPartNumbers), earliest };
  const questions = createQuestions(asking);
  const downloads = createDownloads(asking);
  const metrics = createMetrics({ readState: () => readMonitoredState(database.reader, dayOf(calendar.now())) });
  const gate = createThrottleGate({ time: Date.now, onClose: (...wait) => metrics.throttled(...wait) });
  return { config, calendar, log: createLog(config.logLevel), database, questions, versions, downloads, gate, metrics };
}

/** The embedded database migrates itself; a server with an old schema is refused, naming `migrate`. */
export async function prepareSchema({ database }: Base): Promise<void> {
  if (database.dialect.name === "embedded") await migrate(database);
  else await assertMigrated(database);
}

/** Serves GraphQL until `stop`, with a worker inside unless WORKER is off or there are no credentials. */
export async function startServer(base: Base): Promise<{ url: string; stop(): Promise<void> }> {
  const { host, port, allowUnauthenticated, answerCacheBytes, subgraph, metricsPort } = base.config;
  const { questions, versions, downloads, metrics, log } = base;
  const monitoring = metricsPort === null ? null : await startMonitoring(base, metricsPort);
  const server = await startHttpServer({
    ...{ questions, versions, downloads, metrics, log, answerCacheBytes, subgraph },
    ready: () => databaseAnswers(base),
    showMetrics: monitoring === null,
    ...{ host, port, allowUnauthenticated },
  });
  const worker = worksInside(base) ? await startNightlyWorker(base) : null;
  return {
    url: server.url,
    stop: async () => {
      monitoring?.stopping();
      await Promise.all([server.stop(), worker?.stop()]);
      await monitoring?.stop();
      await base.database.close();
    },
  };
}

function worksInside({ config }: Base): boolean {
  return config.worker.inside && config.microsoft !== null;
}

/** The nightly jobs alone until `stop`; /metrics and the health checks beside them. */
export async function startWorkerAlone(base: Base): Promise<{ url: string; stop(): Promise<void> }> {
  const monitoring = await startMonitoring(base, base.config.metricsPort ?? base.config.port);
  const worker = await startNightlyWorker(base);
  return {
    url: monitoring.url,
    stop: async () => {
      monitoring.stopping();
      await worker.stop();
      await monitoring.stop();
      await base.database.close();
    },
  };
}

/** What a stopping worker lets its imports have to finish; then they are given up, to be begun anew by another. */
const GRACE_MS = 15_000;

async function startNightlyWorker(base: Base): Promise<{ stop(): Promise<void> }> {
  const jobs = await openJobQueue(base);
  const worker = createNightlyWorker(base, jobs.queue);
  await worker.start();
  return {
    stop: async () => {
      await worker.drain(GRACE_MS);
      await jobs.close();
    },
  };
}

/** /metrics, /livez and /readyz on a port of their own. */
function startMonitoring(base: Base, port: number): Promise<MetricsServer> {
  const { host, allowUnauthenticated } = base.config;
  const { metrics, log } = base;
  return startMetricsServer({ metrics, log, ready: () => databaseAnswers(base), host, port, allowUnauthenticated });
}

function databaseAnswers({ database }: Base): Promise<void> {
  return database.reader.read(async (session) => void (await session.rows("SELECT 1 AS one")));
}

/** The jobs of every process on one job store: MongoDB where there is one, else the database. To be closed after the drain. */
export async function openJobQueue(base: Base): Promise<{ queue: JobQueue; close(): Promise<void> }> {
  const { config, database, log, metrics } = base;
  const mongo = config.mongodbUrl === null ? null : await openMongoJobs(config.mongodbUrl);
  const queue = createJobQueue({
    store: mongo?.jobs ?? new JobTable(database),
    processEveryMs: Math.min(5_000, config.worker.planSeconds * 500),
    lockMs: config.leaseSeconds * 1_000,
    owner: ownName(),
    log,
    onRun: (...run) => metrics.jobEnded(...run),
  });
  return { queue, close: async () => mongo?.close() };
}

/** Names this process in leases and locks. */
function ownName(): string {
  return `${hostname()}/${process.pid}/${randomUUID()}`;
}

function signedIn(base: Base) {
  const { microsoft: config, tokenEncryptionKey } = base.config;
  if (config === null || tokenEncryptionKey === null) {
    const settings = "MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID, MICROSOFT_CLIENT_SECRET and TOKEN_ENCRYPTION_KEY";
    throw new AppError("INVALID_CONFIGURATION", `this command speaks to Microsoft; set ${settings}`);
  }
  const store = new TokenStore(base.database, tokenEncryptionKey, identityOf(config));
  return { config, store, log: base.log, gate: base.gate, time: Date.now };
}

/** One refresh token per partner tenant and app registration. */
function identityOf(config: MicrosoftConfig): string {
  return `${config.tenantId}/${config.clientId}`;
}

/** How patiently Microsoft is asked and days are tried again; everything has the default that is right in production. */
export interface Patience {
  readonly retries?: RetryPolicy;
  readonly probes?: ProbeWaits;
  readonly timeouts?: HttpTimeouts;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Everything that reads Microsoft and writes the store. */
function importingSide(base: Base, { retries, probes, ...patience }: Patience = {}) {
  const { calendar, log, database, metrics } = base;
  const accesses = new AccessLedger(database, () => dayOf(calendar.now()));
  const microsoft = { ...signedIn(base), accesses, ...patience };
  const partnerId = microsoft.config.tenantId.toLowerCase() as TenantId;
  const unchecked = createTokenSource(microsoft);
  const deps = { ...microsoft, tokens: checkedAtPartner({ tokens: unchecked, partnerId, time: Date.now }) };
  const redeemAtPartner = async () => void (await unchecked.redeem(partnerId, "partnerCenter"));
  const identity = identityOf(microsoft.config);
  const { alerts } = createOutbound(base);
  const pauses = new PartnerPauseStore(database, identity);
  const owner = ownName();
  const leaseMs = base.config.leaseSeconds * 1_000;
  const calendarIsSet = base.config.clock !== null;
  const snapshots = new SnapshotWriter(database, { owner, leaseMs, time: Date.now, calendarIsSet });
  return {
    ...{ alerts, pauses, redeemAtPartner, tokenStore: microsoft.store },
    breaker: new PartnerBreaker({ pauses, alerts, redeemAtPartner, log, ...(probes ? { probes } : {}) }),
    schedule: new ScheduleStore(database, retries),
    suspects: new SuspectStore(database),
    prune: new Prune(database, { owner, leaseMs }),
    importing: { directory: createDirectorySource(deps), snapshots, calendar, log, metrics },
    syncing: {
      customers: createCustomerSource(deps),
      tenants: new TenantStore(database),
      lists: new CustomerListStore(database, identity),
      ...{ alerts, calendar, log },
    },
  };
}

/** The importing side by hand: for the operator's commands and the demo. */
export function createImporter(base: Base) {
  const { importing, syncing, tokenStore, pauses } = importingSide(base);
  const today = () => dayOf(base.calendar.now());
  return {
    /** Reads today of one tenant; `again` says why a day that is done is read once more. */
    importToday: (tenantId: TenantId, more: { again?: string | null; onProgress?: (users: number) => void } = {}) =>
      importTenant(importing, { tenantId, day: today(), ...more }),
    syncTenants: (onShrink: OnShrink = { kind: "hold" }) =>
      takeOverCustomers(syncing, onShrink, new AbortController().signal),
    lists: syncing.lists,
    activeTenants: () => syncing.tenants.active(),
    /** Keeps a first refresh token; false when one is kept already. */
    keepRefreshToken: (token: string) => tokenStore.write(0, token),
    /** After a sign-in: whatever was paused is looked at by the next planner. */
    probeSoon: () => pauses.probeSoon(),
  };
}

/** A retired day may still be read for so long: longer than any statement or export. */
const RETIRED_GRACE_MS = 3_600_000;

/** The nightly jobs on a queue; `start` them, and `drain` them before the database is closed. */
export function createNightlyWorker(base: Base, queue: JobQueue, patience: Patience = {}): Worker {
  const { calendar, log, database, config } = base;
  const side = importingSide(base, patience);
  base.metrics.watchJobs(() => queue.counts());
  const { breaker, alerts, schedule, suspects, redeemAtPartner } = side;
  const { earliest, keepDays, thinAfterDays, planSeconds, importsAtOnce } = config.worker;
  const jobs = nightlyJobs({
    planner: { schedule, breaker, alerts, suspects, queue, calendar, earliest, log },
    importing: { importing: side.importing, schedule, breaker, alerts, queue, earliest },
    customers: { ...side.syncing, breaker },
    pruning: {
      prune: side.prune,
      retentionStore: new RetentionStore(database),
      retention: { keepDays, thinAfterDays },
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
  const { log, config } = base;
  const time = Date.now;
  const sender = createWebhookSender({ secrets: config.webhookSecrets, time });
  const job = createDeliverWebhooks({ ...createOutbound(base), sender, log, time, random: Math.random });
  return { ...job, everyMs: config.webhookUrls.length > 0 ? DELIVER_EVERY_MS : FORGET_EVERY_MS };
}

/** The tools of the operator's commands. */
export async function createCliTools(config: Config): Promise<CliTools> {
  const base = await openBase(config);
  const { calendar, database, questions } = base;
  let importer: ReturnType<typeof createImporter> | undefined;
  const needImporter = () => (importer ??= createImporter(base));
  return {
    calendar,
    prepareSchema: () => prepareSchema(base),
    migrate: () => migrate(database),
    signIn: {
      withBrowser: async (port) => {
        const signIn = await startSignIn(signedIn(base), { port });
        const finished = signIn.finished.then(async (result) => {
          await needImporter().probeSoon();
          return result;
        });
        finished.catch(() => undefined); // whoever awaits it sees the rejection
        return { ...signIn, finished };
      },
      withToken: async (token) => {
        await acceptRefreshToken(signedIn(base), token);
        await needImporter().probeSoon();
      },
    },
    tenants: {
      sync: async (onShrink) => needImporter().syncTenants(onShrink),
      held: async () => needImporter().lists.held(),
      list: () => everyPage((after) => questions.tenants(ALL_TENANTS, { first: 200, after })),
    },
    importTenant: async (tenantId, { again, reason, onProgress }) =>
      needImporter().importToday(tenantId, {
        again: again ? (reason ?? "") : null,
        ...(onProgress === undefined ? {} : { onProgress }),
      }),
    coverage: (input) => everyPage((after) => questions.coverage(ALL_TENANTS, { ...input, first: 200, after })),
    suspects: new SuspectStore(database),
    productNames: new ProductNameStore(database),
    actions: (most) => new OperatorActions(database).list(most),
    ...createOutboundTools(base),
    close: () => database.close(),
  };
}

/** What is told to operators, and to the webhooks of the settings. */
export function createOutbound({ database, config }: Base) {
  const events = new EventStore(database, config.webhookUrls);
  const alerts = new AlertStore(database, events, Date.now);
  return { events, alerts, deliveries: new DeliveryLog(database) };
}

function createOutboundTools(base: Base): Pick<CliTools, "alerts" | "webhooks"> {
  const { events, alerts, deliveries } = createOutbound(base);
  return {
    alerts,
    webhooks: {
      deliveries: (which) => deliveries.list(which),
      redeliver: (eventId) => events.redeliver(eventId),
      redeliverGivenUp: () => events.redeliverGivenUp(),
    },
  };
}

async function everyPage<T>(
  read: (after: string | null) => Promise<{ nodes: readonly T[]; cursors: readonly string[]; hasNextPage: boolean }>,
): Promise<T[]> {
  const all: T[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await read(after);
    all.push(...page.nodes);
    after = page.cursors.at(-1) ?? null;
    if (!page.hasNextPage || after === null) return all;
  }
}
