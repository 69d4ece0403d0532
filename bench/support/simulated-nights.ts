import { randomBytes } from "node:crypto";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/simulator.js";
import { loadConfig } from "../../src/config.js";
import type { JobQueue } from "../../src/jobs/job-queue.js";
import type { Calendar } from "../../src/model/snapshot-date.js";
import { migrate } from "../../src/store/data-source.js";
import type { Row } from "../../src/store/database.js";
import { type Base, openBase } from "../../src/wiring/base.js";
import { createImporter } from "../../src/wiring/importing.js";
import { createNightlyWorker, openJobQueue } from "../../src/wiring/nightly.js";

/** A calendar that is moved by hand, while every timer runs in real time. */
class MovableCalendar implements Calendar {
  constructor(private day: string) {}

  now(): Date {
    return new Date(`${this.day}T06:00:00Z`);
  }

  moveTo(day: string): void {
    this.day = day;
  }
}

/** The real worker on a real job store, signed in at a simulator that another process may play. */
export interface Nights {
  readonly base: Base;
  readonly queue: JobQueue;
  start(): Promise<void>;
  /** Of this process alone; the simulator's calendar is moved apart. */
  moveTo(day: string): void;
  rows<T extends object = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** What of a simulator the settings need. */
export type Cloud = Pick<
  Simulator,
  "loginUrl" | "graphUrl" | "partnerCenterUrl" | "partnerTenantId" | "clientId" | "clientSecret"
>;

export interface NightsOptions {
  readonly cloud: Cloud;
  readonly refreshToken: string;
  readonly databaseUrl: string;
  readonly day: string;
  readonly settings?: Readonly<Record<string, string>>;
}

export async function openNights({ cloud, refreshToken, databaseUrl, day, settings }: NightsOptions): Promise<Nights> {
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    MICROSOFT_TENANT_ID: cloud.partnerTenantId,
    MICROSOFT_CLIENT_ID: cloud.clientId,
    MICROSOFT_CLIENT_SECRET: cloud.clientSecret,
    MICROSOFT_LOGIN_URL: cloud.loginUrl,
    MICROSOFT_GRAPH_URL: cloud.graphUrl,
    MICROSOFT_PARTNER_CENTER_URL: cloud.partnerCenterUrl,
    TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PLAN_INTERVAL_SECONDS: "1",
    LOG_LEVEL: "silent",
    CLOCK: `${day}T06:00:00Z`,
    ...settings,
  });
  const calendar = new MovableCalendar(day);
  const base = await openBase(config, calendar);
  await migrate(base.database);
  const importer = createImporter(base);
  await importer.keepRefreshToken(refreshToken);
  await importer.syncTenants();
  const jobs = await openJobQueue(base);
  const worker = createNightlyWorker(base, jobs.queue);
  return {
    ...{ base, queue: jobs.queue },
    start: () => worker.start(),
    moveTo: (to) => calendar.moveTo(to),
    rows: (sql, parameters = []) => base.database.read((session) => session.rows(sql, parameters)),
    async close() {
      await worker.drain(15_000);
      await jobs.close();
      await base.database.close();
    },
  };
}

/** What a process that plays the simulator tells when it listens. */
export interface PlayedCloud extends Cloud {
  readonly refreshToken: string;
  readonly tenants: readonly { readonly tenantId: string; readonly users: number }[];
}

/** Plays the cloud in this process, and tells the one that forked it how to reach it. */
export async function playCloud(options: SimulatorOptions): Promise<void> {
  process.once("disconnect", () => process.exit(0)); // whoever forked it may end before it listens
  const simulator = await startSimulator(options);
  const { loginUrl, graphUrl, partnerCenterUrl, partnerTenantId, clientId, clientSecret, tenants } = simulator;
  const refreshToken = simulator.issueRefreshToken();
  const cloud = {
    loginUrl,
    graphUrl,
    partnerCenterUrl,
    partnerTenantId,
    clientId,
    clientSecret,
    tenants,
    refreshToken,
  };
  process.on("message", (day: string) => {
    simulator.setToday(day);
    process.send?.("moved");
  });
  process.send?.(cloud);
}
