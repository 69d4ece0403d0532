import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { startSimulator, tenantsOfSizes, type Simulator } from "../simulator/simulator.js";
import { type Config, isLoopback, loadConfig, loadEnvironmentFile } from "./config.js";
import { AppError } from "./errors.js";
import { addDays, type Calendar, dayOf, daysFromTo, type SnapshotDate } from "./model/snapshot-date.js";
import { ALL_TENANTS } from "./model/tenant.js";
import { type Running, runUntilSignal } from "./run-until-signal.js";
import { type Base, createCalendar, openBase, prepareSchema } from "./wiring/base.js";
import { createImporter } from "./wiring/importing.js";
import { startServer } from "./wiring/serving.js";

const DAYS = 90;
const SEED = 1;
/** Fixed, so that a second start on a later day continues the same histories. */
const DEMO_FIRST_DAY = "2025-01-01";
const KEY_FILE = "data/demo.key";
/** Days before today that are not imported, and the one on which a tenant's listing is cut to a third. */
const MISSED = [41, 17];
const SUSPECT = 9;

/** A calendar that the replay moves day by day. */
class MovableCalendar implements Calendar {
  private day: SnapshotDate | null = null;

  constructor(private readonly real: Calendar) {}

  now(): Date {
    return this.day === null ? this.real.now() : new Date(`${this.day}T06:00:00Z`);
  }

  /** Null: the real time again. */
  moveTo(day: SnapshotDate | null): void {
    this.day = day;
  }
}

function demoKey(): Buffer {
  mkdirSync("data", { recursive: true });
  if (!existsSync(KEY_FILE)) writeFileSync(KEY_FILE, randomBytes(32).toString("base64"), { mode: 0o600 });
  return Buffer.from(readFileSync(KEY_FILE, "utf8"), "base64");
}

function demoConfig(config: Config, simulator: Simulator, calendar: Calendar): Config {
  const { partnerTenantId: tenantId, clientId, clientSecret: secret, loginUrl, graphUrl, partnerCenterUrl } = simulator;
  return {
    ...config,
    clock: calendar.now(),
    tokenEncryptionKey: config.tokenEncryptionKey ?? demoKey(),
    microsoft: { tenantId, clientId, credential: { kind: "secret", secret }, loginUrl, graphUrl, partnerCenterUrl },
  };
}

/** Made-up days must never lie beside true ones: the credentials may only have been forgotten. */
async function assertDemoDatabase(base: Base, simulator: Simulator): Promise<void> {
  const own = new Set<string>(simulator.tenants.map(({ tenantId }) => tenantId));
  const { nodes } = await base.questions.tenants(ALL_TENANTS, { first: 200 });
  if (nodes.every(({ tenantId }) => own.has(tenantId))) return;
  throw new AppError(
    "INVALID_CONFIGURATION",
    "DATABASE_URL must be a database of the demo's own, because there are no credentials, and this one holds other tenants; " +
      "for those set MICROSOFT_TENANT_ID and what goes with it",
    { setting: "DATABASE_URL" },
  );
}

/** Nor true days beside made-up ones: the demo may have been tried here before. A simulator of one's own may have the demo's tenants. */
async function assertNotTheDemos({ questions, config: { microsoft } }: Base): Promise<void> {
  if (microsoft === null || isLoopback(new URL(microsoft.graphUrl).hostname)) return;
  const demos = new Set<string>(tenantsOfSizes(undefined, SEED).map(({ tenantId }) => tenantId));
  const { nodes } = await questions.tenants(ALL_TENANTS, { first: 200 });
  if (!nodes.some(({ tenantId }) => demos.has(tenantId))) return;
  throw new AppError(
    "INVALID_CONFIGURATION",
    "DATABASE_URL must be another database than the demo's, because there are credentials now, and this one holds made-up tenants",
    { setting: "DATABASE_URL" },
  );
}

/** The days still to be imported: after the last day every tenant has, or the last 90. */
async function daysToReplay(base: Base, today: SnapshotDate): Promise<SnapshotDate[]> {
  const { nodes } = await base.questions.tenants(ALL_TENANTS, { first: 200 });
  const last = nodes.map((tenant) => tenant.lastSnapshot).sort()[0];
  return daysFromTo(last ? addDays(last, 1) : addDays(today, 1 - DAYS), today);
}

interface Demo {
  readonly base: Base;
  readonly simulator: Simulator;
  readonly calendar: MovableCalendar;
}

/** Imports day after day through the ordinary import of today: only the calendar and the simulated cloud are moved. */
async function replay({ base, simulator, calendar }: Demo, stopping: AbortSignal): Promise<void> {
  const today = dayOf(calendar.now());
  const days = await daysToReplay(base, today);
  if (days.length === 0) return;
  const importer = createImporter(base);
  await importer.keepRefreshToken(simulator.issueRefreshToken());
  process.stdout.write(`importing ${days.length} days\n`);
  const missed = new Set(MISSED.map((ago) => addDays(today, -ago)));
  const bar = new SingleBar({ format: "importing {value}/{total} days |{bar}| {day}", noTTYOutput: false });
  bar.start(days.length, 0, { day: "" });
  for (const day of days) {
    if (stopping.aborted) break;
    calendar.moveTo(day); // the simulated cloud follows
    await importer.syncTenants();
    if (!missed.has(day)) await importDay(importer, simulator, day === addDays(today, -SUSPECT));
    bar.increment(1, { day });
  }
  bar.stop();
  calendar.moveTo(null);
}

async function importDay(
  importer: ReturnType<typeof createImporter>,
  simulator: Simulator,
  suspect: boolean,
): Promise<void> {
  const tenants = await importer.activeTenants();
  const [, cut] = tenants;
  if (suspect && cut !== undefined) {
    simulator.fault({ tenantId: cut, on: "users", times: Infinity, fault: { kind: "missing-users", keep: 0.3 } });
  }
  const outcomes = await Promise.all(tenants.map((tenantId) => importer.importToday(tenantId)));
  simulator.clearFaults();
  const failed = outcomes.find((outcome) => outcome.kind === "failed");
  if (failed?.kind === "failed") throw new Error(`the demo could not import a day: ${failed.reason} ${failed.detail}`);
}

/** The simulator, ninety days of three tenants, then the API: everything in one process. */
async function startDemo(config: Config, stopping: AbortSignal): Promise<Running> {
  const calendar = new MovableCalendar(createCalendar(config.clock));
  const today = dayOf(calendar.now());
  const simulator = await startSimulator({ seed: SEED, firstDay: DEMO_FIRST_DAY, today: () => dayOf(calendar.now()) });
  const base = await openBase(demoConfig(config, simulator, calendar), calendar);
  await prepareSchema(base);
  await assertDemoDatabase(base, simulator);
  process.stdout.write(`snapshot gateway, demo: a simulated Microsoft cloud at ${simulator.graphUrl}\n`);
  await replay({ base, simulator, calendar }, stopping);
  if (stopping.aborted)
    return { stop: () => Promise.all([base.database.close(), simulator.close()]).then(() => undefined) };
  const server = await startServer(base);
  process.stdout.write(welcome(server.url, today));
  return { stop: () => Promise.all([server.stop(), simulator.close()]).then(() => undefined) };
}

/** PREVIOUS: as the days go by, the missed days of the first start come to be thirty days ago. */
function welcome(url: string, today: SnapshotDate): string {
  const query = `{ licenses(at: "${addDays(today, -30)}", onGap: PREVIOUS, groupBy: [{by: TENANT}, {by: SKU}]) { asOf { complete } rows { nodes { key { label } measures { purchased assigned unassigned } } } } }`;
  return `\nReady. Open ${url}/graphiql (works offline) or ${url}/graphql (Apollo Sandbox), and try:\n\n  ${query}\n\n`;
}

/** With Microsoft credentials the same command serves real data; without, the demo. */
async function start(stopping: AbortSignal): Promise<Running> {
  loadEnvironmentFile();
  const config = loadConfig();
  if (config.microsoft === null) return startDemo({ ...config, logLevel: "error" }, stopping);
  const base = await openBase(config);
  await prepareSchema(base);
  await assertNotTheDemos(base);
  const server = await startServer(base);
  process.stdout.write(`serving ${server.url}/graphql\n`);
  return server;
}

await runUntilSignal(start);
