import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the database says at a scrape. Tenants by Microsoft's id. */
export interface MonitoredState {
  /** Days since the last sealed day; of a tenant without one, since the day before it was first expected. */
  readonly snapshotAgeDays: ReadonlyMap<string, number>;
  readonly tenants: { readonly active: number; readonly gone: number };
  readonly heldDays: number;
  readonly partnerPaused: boolean;
  /** Null: nobody has signed in. */
  readonly refreshTokenAgeSeconds: number | null;
}

/** How the import of a tenant's day ended; `reason` is empty where it did not fail. */
export interface EndedImport {
  readonly outcome: string;
  readonly reason: string;
  readonly pages: number;
  readonly retries: number;
  readonly users: number;
}

/** How an attempt to deliver a webhook ended; `reason` is empty where it was delivered. */
export interface EndedDelivery {
  readonly outcome: string;
  readonly reason: string;
  readonly milliseconds: number;
}

/** What is counted. No label holds more than a code, a name of ours or a tenant's id. */
export interface Metrics {
  /** Starts the clock of an import. */
  startImport(): (ended: EndedImport) => void;
  throttled(service: string, scope: string, waitMs: number): void;
  jobEnded(name: string, outcome: string, milliseconds: number): void;
  webhookAttempted(ended: EndedDelivery): void;
  httpAnswered(kind: string, status: number, milliseconds: number): void;
  graphqlAnswered(root: string, outcome: string): void;
  /** Where the job counts of a scrape come from; a process without a worker has none. */
  watchJobs(counts: () => Promise<{ readonly queued: number; readonly running: number }>): void;
  /** Where the difference of the clocks comes from, in seconds; a process without a worker has none. */
  watchClock(secondsAhead: () => Promise<number | null>): void;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  readonly readState: () => Promise<MonitoredState>;
  /** How long one reading of the database serves every scrape. */
  readonly stateForMs?: number;
}

const PREFIX = "snapshot_gateway_";
const IMPORT_SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATE_FOR_MS = 15_000;

/** A registry of its own: nothing is shared between two of them. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const make = makers(registry);
  const counted = {
    ...importCounters(make),
    ...microsoftCounters(make),
    ...webhookCounters(make),
    ...apiCounters(make),
  };
  const jobs = jobMetrics(make);
  const clock = clockGauge(make);
  const monitored = monitoredGauges(make, options);
  let collectsProcess = false;
  return {
    ...counted,
    jobEnded: jobs.ended,
    watchJobs: jobs.watch,
    watchClock: clock.watch,
    async text() {
      // Not before somebody asks: a command of the operator's needs no watch on its event loop.
      if (!collectsProcess) collectDefaultMetrics({ register: registry });
      collectsProcess = true;
      await Promise.all([jobs.refresh(), clock.refresh(), monitored.refresh()]);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

type Makers = ReturnType<typeof makers>;

function importCounters({ counter, histogram }: Makers): Pick<Metrics, "startImport"> {
  const runs = counter("import_runs_total", "Imports of a tenant's day by how they ended.", ["outcome", "reason"]);
  const seconds = histogram("import_duration_seconds", "How long they took.", ["outcome"], IMPORT_SECONDS);
  const read = {
    pages: counter("import_pages_total", "Pages read from Microsoft Graph."),
    retries: counter("import_retries_total", "Requests sent again."),
    users: counter("import_users_total", "Users of days that were completed."),
  };
  return {
    startImport() {
      const stop = seconds.startTimer();
      return ({ outcome, reason, ...counts }) => {
        stop({ outcome });
        runs.inc({ outcome, reason });
        for (const name of ["pages", "retries", "users"] as const) read[name].inc(counts[name]);
      };
    },
  };
}

function microsoftCounters({ counter }: Makers): Pick<Metrics, "throttled"> {
  const waits = counter("microsoft_waits_total", "Waits that Microsoft asked for.", ["service", "scope"]);
  const seconds = counter("microsoft_wait_seconds_total", "Their sum in seconds.", ["service", "scope"]);
  return {
    throttled(service, scope, waitMs) {
      waits.inc({ service, scope });
      seconds.inc({ service, scope }, waitMs / 1_000);
    },
  };
}

function webhookCounters({ counter, histogram }: Makers): Pick<Metrics, "webhookAttempted"> {
  const attempts = counter("webhook_attempts_total", "Attempts to deliver an event.", ["outcome", "reason"]);
  const seconds = histogram("webhook_attempt_duration_seconds", "How long they took.", ["outcome"], ANSWER_SECONDS);
  return {
    webhookAttempted({ outcome, reason, milliseconds }) {
      attempts.inc({ outcome, reason });
      seconds.observe({ outcome }, milliseconds / 1_000);
    },
  };
}

function apiCounters({ counter, histogram }: Makers): Pick<Metrics, "httpAnswered" | "graphqlAnswered"> {
  const requests = counter("http_requests_total", "HTTP requests answered.", ["kind", "status"]);
  const seconds = histogram("http_request_duration_seconds", "How long that took.", ["kind"], ANSWER_SECONDS);
  const operations = counter("graphql_operations_total", "GraphQL operations by root field.", ["root", "outcome"]);
  return {
    httpAnswered(kind, status, milliseconds) {
      requests.inc({ kind, status: String(status) });
      seconds.observe({ kind }, milliseconds / 1_000);
    },
    graphqlAnswered: (root, outcome) => operations.inc({ root, outcome }),
  };
}

function jobMetrics({ counter, gauge, histogram }: Makers) {
  const jobs = counter("jobs_total", "Jobs by how they ended.", ["name", "outcome"]);
  const seconds = histogram("job_duration_seconds", "How long jobs took.", ["name"], IMPORT_SECONDS);
  const now = gauge("jobs", "Jobs at this moment, of all processes.", ["state"]);
  let count: Parameters<Metrics["watchJobs"]>[0] | null = null;
  return {
    ended: (name: string, outcome: string, milliseconds: number): void => {
      jobs.inc({ name, outcome });
      seconds.observe({ name }, milliseconds / 1_000);
    },
    watch: (counts: Parameters<Metrics["watchJobs"]>[0]): void => void (count = counts),
    /** Absent while the job store does not answer. */
    async refresh(): Promise<void> {
      const counts = await count?.().catch(() => undefined);
      now.reset();
      if (counts === undefined) return;
      now.set({ state: "queued" }, counts.queued);
      now.set({ state: "running" }, counts.running);
    },
  };
}

/** Absent where no job is done, where the calendar is set, and while the database does not answer. */
function clockGauge({ gauge }: Makers) {
  const ahead = gauge("clock_ahead_seconds", "By how much this worker's clock is ahead of the database's.");
  let secondsAhead: Parameters<Metrics["watchClock"]>[0] | null = null;
  return {
    watch: (asked: Parameters<Metrics["watchClock"]>[0]): void => void (secondsAhead = asked),
    async refresh(): Promise<void> {
      const seconds = (await secondsAhead?.()) ?? null;
      if (seconds === null) ahead.remove();
      else ahead.set(seconds);
    },
  };
}

function makers(registry: Registry) {
  const registers = [registry];
  return {
    counter: (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name: PREFIX + name, help, labelNames, registers }),
    gauge: (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name: PREFIX + name, help, labelNames, registers }),
    histogram: (name: string, help: string, labelNames: string[], buckets: number[]) =>
      new Histogram({ name: PREFIX + name, help, labelNames, buckets, registers }),
  };
}

/** Gauges that the database is asked for. While it does not answer they are absent: an old value would look like a good one. */
function monitoredGauges({ gauge }: Makers, options: MetricsOptions) {
  const up = gauge("database_up", "1 when the database answered what follows from it, else 0.");
  const age = gauge("snapshot_age_days", "Days since the last sealed day of a tenant.", ["tenant_id"]);
  const tenants = gauge("tenants", "Customers by state.", ["state"]);
  const heldDays = gauge("held_days", "Suspect days that wait for an operator.");
  const paused = gauge("partner_paused", "1 while the partner's own sign-in does not work and nobody is imported.");
  const tokenAge = gauge("refresh_token_age_seconds", "Since the stored refresh token was renewed.");
  let last: { readonly at: number; readonly state: Promise<MonitoredState | null> } | undefined;

  function show(state: MonitoredState | null): void {
    for (const labelled of [age, tenants]) labelled.reset();
    for (const single of [heldDays, paused, tokenAge]) single.remove();
    up.set(state === null ? 0 : 1);
    if (state === null) return;
    for (const [tenantId, days] of state.snapshotAgeDays) age.set({ tenant_id: tenantId }, days);
    for (const [name, count] of Object.entries(state.tenants)) tenants.set({ state: name }, count);
    heldDays.set(state.heldDays);
    paused.set(state.partnerPaused ? 1 : 0);
    if (state.refreshTokenAgeSeconds !== null) tokenAge.set(state.refreshTokenAgeSeconds);
  }

  return {
    async refresh(): Promise<void> {
      const now = performance.now();
      if (last === undefined || now - last.at > (options.stateForMs ?? STATE_FOR_MS)) {
        last = { at: now, state: options.readState().catch(() => null) };
      }
      show(await last.state);
    },
  };
}
