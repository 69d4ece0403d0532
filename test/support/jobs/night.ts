import { setTimeout as sleep } from "node:timers/promises";
import { type Simulator, type SimulatorOptions, startSimulator, tenantsOfSizes } from "../../../simulator/simulator.js";
import { type Config, loadConfig } from "../../../src/config.js";
import type { Log } from "../../../src/log.js";
import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import type { JobQueue } from "../../../src/jobs/job-queue.js";
import type { Worker } from "../../../src/jobs/worker.js";
import type { RetryPolicy } from "../../../src/model/retry-policy.js";
import type { Calendar, SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { TenantDayAnswer } from "../../../src/query/answers.js";
import { migrate } from "../../../src/store/data-source.js";
import type { Row } from "../../../src/store/database.js";
import { JobTable } from "../../../src/store/write/job-table.js";
import { type Schedule, ScheduleStore } from "../../../src/store/write/schedule-store.js";
import { type Base, openBase } from "../../../src/wiring/base.js";
import { createImporter, type Patience } from "../../../src/wiring/importing.js";
import { createNightlyWorker } from "../../../src/wiring/nightly.js";
import { type OpenedJobs, openJobs } from "./job-place.js";
import type { FreshJobs, NightPlace } from "./test-job-stores.js";
import { type NightProcess, startNightProcess } from "./night-process.js";
import { environmentOf } from "../simulator-environment.js";
import { until } from "../until.js";

/** The policy of production with its hours made milliseconds. */
export const HASTY_RETRIES: RetryPolicy = {
  mostAttempts: 5,
  mostRefusals: 3,
  firstWait: 20,
  longestWait: 100,
  refusalWait: 100,
};

const LONGEST_SLEEP_MS = 5;

/** Nothing is waited for that only takes time; a server that does not answer is given up soon. */
export const HASTY: Patience = {
  retries: HASTY_RETRIES,
  probes: { first: 300, longest: 300 },
  timeouts: { headersMs: 2_000, bodyMs: 1_000, totalMs: 6_000 },
  sleep: (ms, signal) => sleep(Math.min(ms, LONGEST_SLEEP_MS), undefined, signal === undefined ? {} : { signal }),
};

/** The same where every server answers: that the machine is busy is no failure. */
export const CALM: Patience = { ...HASTY, timeouts: { headersMs: 60_000, bodyMs: 60_000, totalMs: 120_000 } };

/** A calendar that a test moves. */
export class TestCalendar implements Calendar {
  constructor(public instant: string) {}

  now(): Date {
    return new Date(this.instant);
  }
}

export interface NightOptions {
  readonly sizes: readonly number[];
  /** Where the calendar stands. */
  readonly now?: string;
  readonly settings?: Record<string, string>;
  readonly simulator?: SimulatorOptions;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface NightParts {
  readonly simulator: Simulator;
  readonly config: Config;
  readonly environment: Record<string, string>;
  readonly base: Base;
  readonly calendar: TestCalendar;
  readonly importer: ReturnType<typeof createImporter>;
  readonly logged: readonly LogLine[];
  /** Null: the jobs are in the night's database. */
  readonly jobs: (OpenedJobs & Pick<FreshJobs, "empty">) | null;
  readonly drop: () => Promise<void>;
}

function recordingLog(lines: LogLine[]): Log {
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

interface WorkerOptions {
  readonly patience: Patience;
  readonly base: Base;
  readonly queue: JobQueue;
}

let queues = 0;

/** A simulated Microsoft, a migrated database, and as many workers on it as a test wants. */
export class Night {
  readonly simulator: Simulator;
  readonly config: Config;
  readonly base: Base;
  readonly calendar: TestCalendar;
  readonly importer: ReturnType<typeof createImporter>;
  readonly logged: readonly LogLine[];

  private constructor(private readonly parts: NightParts) {
    this.simulator = parts.simulator;
    this.config = parts.config;
    this.base = parts.base;
    this.calendar = parts.calendar;
    this.importer = parts.importer;
    this.logged = parts.logged;
  }

  static async open(create: () => Promise<NightPlace>, options: NightOptions): Promise<Night> {
    const { sizes, now = "2026-03-01T06:00:00Z", settings = {} } = options;
    const tenants = tenantsOfSizes(sizes, 3);
    const simulator = await startSimulator({ tenants, firstDay: "2026-01-01", ...options.simulator });
    const fresh = await create();
    const elsewhere = fresh.jobs === undefined ? {} : { MONGODB_URL: fresh.jobs.place.url };
    const environment = { ...environmentOf(simulator, fresh.url), ...elsewhere, CLOCK: now, ...settings };
    const jobs = fresh.jobs === undefined ? null : { ...fresh.jobs, ...(await openJobs(fresh.jobs.place)) };
    const config = loadConfig(environment);
    const calendar = new TestCalendar(now);
    const logged: LogLine[] = [];
    const base = { ...(await openBase(config, calendar)), log: recordingLog(logged) };
    await migrate(base.database);
    const importer = createImporter(base);
    const drop = () => fresh.drop();
    const night = new Night({ simulator, config, environment, base, calendar, importer, logged, jobs, drop });
    night.moveTo(now);
    return night;
  }

  /** Signs the service account in. */
  async signIn(): Promise<void> {
    if (!(await this.importer.keepRefreshToken(this.simulator.issueRefreshToken())))
      throw new Error("signed in already");
  }

  moveTo(instant: string): void {
    this.calendar.instant = instant;
    this.simulator.setToday(instant.slice(0, 10));
  }

  /** The jobs of this night; several queues share them as several processes would. */
  queue(base = this.base): JobQueue {
    const { log, database } = base;
    const store = this.parts.jobs?.store ?? new JobTable(database);
    return createJobQueue({ store, processEveryMs: 100, lockMs: 60_000, owner: `night ${++queues}`, log });
  }

  /** Removes every job, as somebody might who empties the store. */
  async emptyJobs(): Promise<void> {
    await (this.parts.jobs?.empty() ?? this.run("DELETE FROM job"));
  }

  worker({ patience = HASTY, base = this.base, queue = this.queue(base) }: Partial<WorkerOptions> = {}): Worker {
    return createNightlyWorker(base, queue, patience);
  }

  /** A worker as a process of its own, whose calendar stands where this night's does now. */
  startProcess({ sleep: shortened, ...patience }: Patience = HASTY): Promise<NightProcess> {
    const env = { ...this.parts.environment, CLOCK: this.calendar.instant };
    return startNightProcess(env, { patience, ...(shortened ? { longestSleepMs: LONGEST_SLEEP_MS } : {}) });
  }

  rows<T extends object = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.base.database.read((session) => session.rows<T>(sql, parameters));
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.base.database.transaction((session) => session.run(sql, parameters));
  }

  /** Waits until a planner has looked so many times from now on, from its beginning to its end. */
  planned(times = 2): Promise<void> {
    return this.logs("planned", times);
  }

  /** Waits until a message was logged so many times from now on. */
  async logs(message: string, times: number): Promise<void> {
    const count = () => this.logged.filter((line) => line.message === message).length;
    const before = count();
    await until(async () => count() >= before + times);
  }

  /** Requests of one endpoint so far. */
  asked(on: string) {
    return this.simulator.requests().filter((request) => request.on === on);
  }

  /** Every alert there ever was, the oldest first. */
  alerts() {
    return this.rows<{ kind: string; code: string; cleared_at: number | null }>(
      "SELECT kind, code, cleared_at FROM alert ORDER BY raised_at, alert_id",
    );
  }

  /** Tenants whose day may still change by itself soon: neither done nor given up, nor told to wait for longer than a minute. */
  async unsettled(retries = HASTY_RETRIES): Promise<Schedule[]> {
    const day = this.calendar.instant.slice(0, 10) as SnapshotDate;
    const soon = Date.now() + 60_000;
    const all = await new ScheduleStore(this.base.database, retries).of(day);
    return all.filter(({ state, nextAttemptAt }) => {
      if (state === "done" || state === "given-up") return false;
      return nextAttemptAt === null || nextAttemptAt.getTime() < soon;
    });
  }

  /** How often each tenant's day was begun. */
  async attempts(): Promise<number[]> {
    const rows = await this.rows<{ runs: number }>("SELECT COUNT(*) AS runs FROM import_run GROUP BY tenant_no, day");
    return rows.map(({ runs }) => Number(runs));
  }

  /** What the API says of every tenant's days. */
  async coverage(from: string, to = from): Promise<TenantDayAnswer[]> {
    const days = { from: from as SnapshotDate, to: to as SnapshotDate };
    const nodes: TenantDayAnswer[] = [];
    for (let after: string | null = null; ;) {
      const page = await this.base.questions.coverage(ALL_TENANTS, { ...days, first: 200, after });
      nodes.push(...page.nodes);
      after = page.cursors.at(-1) ?? null;
      if (!page.hasNextPage) return nodes;
    }
  }

  /** How many tenants' day is in each state, with its reason. */
  async states(day = this.calendar.instant.slice(0, 10)): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { state, reason } of await this.coverage(day)) {
      const name = reason === null ? state : `${state} ${reason.code}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  async close(): Promise<void> {
    await this.parts.jobs?.close();
    await this.base.database.close();
    await this.simulator.close();
    await this.parts.drop();
  }
}
