import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MongoClient } from "mongodb";
import { freePort } from "../../scripts/databases/port.mjs";
import { createJobQueue } from "../../src/jobs/agenda-queue.js";
import { openMongoJobs } from "../../src/jobs/mongo-backend.js";
import { testDatabaseUrls } from "../support/databases/test-database.js";
import { CALM, Night } from "../support/jobs/night.js";
import { until } from "../support/until.js";

const TENANTS = 24;
const LOCK_MS = 2_000;
const AWAY_MS = 4_000;
const PROGRAM = join(import.meta.dirname, "../../scripts/databases/mongodb-wire.mjs");
const database = testDatabaseUrls().find(({ name }) => name === "mysql") ?? testDatabaseUrls()[0]!;

/** A server of one's own over MongoDB's protocol, in memory: whoever kills it has lost what it held. */
async function startServer(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, String(port)], { stdio: "ignore" });
  await until(async () => {
    const client = new MongoClient(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 500 });
    return client.connect().then(
      () => client.close().then(() => true),
      () => client.close().then(() => false),
    );
  });
  return child;
}

describe(`a MongoDB that goes away in the middle of a night (${database.name})`, () => {
  let night: Night;
  let port: number;
  let server: ChildProcess;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    port = await freePort();
    server = await startServer(port);
    const sizes = Array<number>(TENANTS).fill(20);
    const settings = { IMPORT_CONCURRENCY: "2" };
    night = await Night.open(database.create, { sizes, settings, simulator: { latencyMs: 20 } });
    await night.signIn();
    for (const owner of ["one", "two"]) await work(owner);
  }, 60_000);

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await kill();
    await night.close();
  });

  async function work(owner: string): Promise<void> {
    const connection = await openMongoJobs(`mongodb://127.0.0.1:${port}/night?serverMonitoringMode=poll`);
    const queue = createJobQueue({
      store: connection.jobs,
      processEveryMs: 100,
      lockMs: LOCK_MS,
      owner,
      log: night.base.log,
    });
    const worker = night.worker({ queue, patience: CALM });
    closing.push(
      () => connection.close(),
      () => worker.drain(10_000),
    );
    await worker.start();
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  }

  const snapshots = () => night.rows("SELECT tenant_no, day, revision FROM snapshot ORDER BY tenant_no");

  async function expectEachDayOnce(): Promise<void> {
    await until(async () => (await night.states())["PRESENT"] === TENANTS);
    const days = await snapshots();
    expect(days.map(({ day, revision }) => [day, revision])).toEqual(Array(TENANTS).fill(["2026-03-01", 1]));
    expect(new Set(days.map((row) => row["tenant_no"])).size).toBe(TENANTS);
  }

  it("killed, and empty when it is back: the workers that run plan the rest anew", async () => {
    await until(async () => (await snapshots()).length >= 3);
    await kill();
    expect((await snapshots()).length).toBeLessThan(TENANTS);
    await sleep(AWAY_MS);

    server = await startServer(port);

    await expectEachDayOnce();
  }, 180_000);

  it("standing still for longer than a job's lock: what it still says then doubles nothing", async () => {
    await until(async () => (await snapshots()).length >= 3);
    server.kill("SIGSTOP");
    expect((await snapshots()).length).toBeLessThan(TENANTS);
    await sleep(AWAY_MS);

    server.kill("SIGCONT");

    await expectEachDayOnce();
  }, 180_000);
});
