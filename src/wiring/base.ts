import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Config } from "../config.js";
import { OwnClock } from "../jobs/own-clock.js";
import { createLog, type Log } from "../log.js";
import { createMetrics, type Metrics } from "../metrics.js";
import { createThrottleGate, type ThrottleGate } from "../microsoft/throttle-gate.js";
import { freeSkus } from "../model/free-skus.js";
import { type Calendar, dayOf } from "../model/snapshot-date.js";
import { createQuestions } from "../query/create-questions.js";
import { createDownloads, type Downloads } from "../query/download.js";
import { createDataVersions, type DataVersions } from "../query/data-version.js";
import type { Questions } from "../query/questions.js";
import { assertMigrated, migrate, openDatabase } from "../store/data-source.js";
import type { MigratableDatabase } from "../store/database.js";
import { readDatabaseClock } from "../store/database-clock.js";
import { readMonitoredState } from "../store/read/monitored-state.js";
import { createQuestionStore } from "../store/read/question-store.js";

/** A calendar on real time, or one that started at `clock` when the process started. */
export function createCalendar(clock: Date | null): Calendar {
  const offset = clock === null ? 0 : clock.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

/** What every entry stands on. */
export interface Base {
  readonly config: Config;
  readonly calendar: Calendar;
  /** Null: the calendar is set by CLOCK, so the machine's clock does not say which day it is. */
  readonly clock: OwnClock | null;
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
  const log = createLog(config.logLevel);
  const comparing = { readDatabaseClock: () => readDatabaseClock(database), time: Date.now, log };
  const clock = config.clock === null ? new OwnClock(comparing) : null;
  return { config, calendar, clock, log, database, questions, versions, downloads, gate, metrics };
}

/** The embedded database migrates itself; a server with an old schema is refused, naming `migrate`. */
export async function prepareSchema({ database }: Base): Promise<void> {
  if (database.dialect.name === "embedded") await migrate(database);
  else await assertMigrated(database);
}

/** Names this process in leases and locks. */
export function ownName(): string {
  return `${hostname()}/${process.pid}/${randomUUID()}`;
}
