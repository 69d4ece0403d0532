import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, tenantsOfSizes, type Simulator } from "../../simulator/simulator.js";
import { migrate, openDatabase } from "../../src/store/data-source.js";
import type { MigratableDatabase, Row } from "../../src/store/database.js";
import { environmentOf } from "../support/simulator-environment.js";
import { until } from "../support/until.js";
import { nightPlaces } from "../support/jobs/test-job-stores.js";
import { build, emptyFolder, Started } from "../support/built-product.js";

const LONGEST_STOP_MS = 30_000;
const TENANTS = 6;

describe.each(nightPlaces())("workers as processes of their own ($name)", ({ create }) => {
  const cwd = emptyFolder();
  let entries: string;
  let simulator: Simulator;
  let env: Record<string, string>;
  let database: MigratableDatabase;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    entries = build();
    const tenants = tenantsOfSizes(Array<number>(TENANTS).fill(40), 7);
    simulator = await startSimulator({ tenants, latencyMs: 50 });
    const fresh = await create();
    drop = fresh.drop;
    database = await openDatabase(fresh.url);
    await migrate(database);
    const early = { IMPORT_EARLIEST_UTC: "00:00", PORT: "0", LOG_LEVEL: "info", LEASE_SECONDS: "3" };
    const elsewhere = fresh.jobs === undefined ? {} : { MONGODB_URL: fresh.jobs.place.url };
    env = { ...environmentOf(simulator, fresh.url), ...early, ...elsewhere };
    const login = ["login", "--refresh-token-stdin"];
    const input = simulator.issueRefreshToken();
    expect((await new Started(join(entries, "cli.js"), login, { cwd, env, input }).ended()).code).toBe(0);
  }, 240_000);
  afterAll(async () => {
    await database.close();
    await simulator.close();
    await drop();
  });

  const rows = <T extends object = Row>(sql: string) => database.read((session) => session.rows<T>(sql));
  const sealed = async () => (await rows("SELECT tenant_no FROM snapshot")).length;
  const work = () => new Started(join(entries, "work.js"), [], { cwd, env });

  async function readiness(worker: Started): Promise<() => Promise<number>> {
    const url = (await worker.notes(/http:[^"]+\/readyz/))[0];
    return async () => (await fetch(url)).status;
  }

  it("stop in order at SIGTERM: what can be finished is, the rest is given up, and nobody holds a lease", async () => {
    const hanging = simulator.tenants.slice(0, 2).map(({ tenantId }) => tenantId);
    const hang = { kind: "hang" } as const;
    for (const tenantId of hanging) simulator.fault({ tenantId, on: "users", times: Infinity, fault: hang });
    const worker = work();
    const ready = await readiness(worker);
    await until(async () => (await sealed()) === TENANTS - hanging.length && simulator.unmetFaults().length === 0);
    expect(await ready()).toBe(200);

    const before = Date.now();
    const stopped = worker.terminate();
    await until(async () => (await ready()) === 503);
    const { code, stderr } = await stopped;

    expect(code).toBe(0);
    expect(Date.now() - before).toBeLessThan(LONGEST_STOP_MS);
    expect(stderr).not.toContain('"level":50');
    const states = await rows<{ state: string; runs: number }>(
      "SELECT state, COUNT(*) AS runs FROM import_run GROUP BY state ORDER BY state",
    );
    expect(states).toEqual([
      { state: "SEALED", runs: TENANTS - hanging.length },
      { state: "STOPPED", runs: hanging.length },
    ]);
    expect(await rows("SELECT tenant_no FROM tenant WHERE lease_until <> 0")).toEqual([]);
  }, 120_000);

  it("share what is left, each tenant's day sealed once", async () => {
    simulator.clearFaults();
    const workers = [work(), work()];

    await until(async () => (await sealed()) === TENANTS);
    const outcomes = await Promise.all(workers.map((worker) => worker.terminate()));

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(await rows("SELECT tenant_no FROM snapshot")).toHaveLength(TENANTS);
    expect(await rows("SELECT state FROM import_run WHERE state NOT IN ('SEALED', 'STOPPED')")).toEqual([]);
  }, 120_000);

  it("may be killed in the middle of imports: the next one begins them anew as soon as the leases have run out", async () => {
    for (const table of ["snapshot", "import_run"]) {
      await database.transaction((session) => session.run(`DELETE FROM ${table}`)); // today once more
    }
    const hang = { kind: "hang" } as const;
    for (const { tenantId } of simulator.tenants.slice(0, 2)) simulator.fault({ tenantId, on: "users", fault: hang });
    const killed = work();
    await until(async () => simulator.unmetFaults().length === 0);

    expect((await killed.kill()).code).toBeNull();
    simulator.clearFaults();
    const worker = work();
    await until(async () => (await sealed()) === TENANTS);

    const lost = await rows("SELECT seq FROM import_run WHERE failure_code = 'LEASE_LOST'");
    expect(lost.length).toBeGreaterThanOrEqual(2);
    expect(await rows("SELECT seq FROM import_run WHERE state = 'SEALED'")).toHaveLength(TENANTS);
    expect((await worker.terminate()).code).toBe(0);
  }, 120_000);

  it("work inside the API's process too, unless WORKER is off", async () => {
    const jobs = async (settings: Record<string, string>) => {
      const server = new Started(join(entries, "serve.js"), [], { cwd, env: { ...env, ...settings } });
      await server.notes(/"msg":"serving"/);
      if (settings["WORKER"] !== "off") await server.notes(/"msg":"planned"/);
      return server.terminate();
    };

    const [inside, off] = await Promise.all([jobs({}), jobs({ WORKER: "off" })]);

    expect([inside.code, off.code]).toEqual([0, 0]);
    expect(off.stderr).not.toContain('"msg":"planned"');
  }, 120_000);

  it("refuse to start without credentials, naming the settings", async () => {
    const { code, stderr } = await new Started(join(entries, "work.js"), [], {
      cwd,
      env: { DATABASE_URL: env["DATABASE_URL"] ?? "" },
    }).ended();

    expect(code).toBe(2);
    expect(stderr).toContain("MICROSOFT_TENANT_ID");
  });
});
