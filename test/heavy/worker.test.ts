import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Simulator } from "../../simulator/simulator.js";
import type { Started } from "../support/built-product.js";
import { BuiltNight } from "../support/jobs/built-night.js";
import { nightPlaces } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

const LONGEST_STOP_MS = 30_000;
const TENANTS = 6;

describe.each(nightPlaces())("workers as processes of their own ($name)", ({ create }) => {
  let night: BuiltNight;
  let simulator: Simulator;

  beforeAll(async () => {
    const sizes = Array<number>(TENANTS).fill(40);
    night = await BuiltNight.open(create, { sizes, latencyMs: 50, settings: { LEASE_SECONDS: "3" } });
    ({ simulator } = night);
  }, 240_000);
  afterAll(() => night.close());

  const sealed = async () => (await night.rows("SELECT tenant_no FROM snapshot")).length;
  const work = (settings: Record<string, string> = {}) => night.start("work.js", settings);

  /** Asks a worker at a path. */
  async function asking(worker: Started): Promise<(path: string) => Promise<Response>> {
    const { origin } = new URL((await worker.notes(/http:[^"]+\/readyz/))[0]);
    return (path) => fetch(origin + path);
  }

  /** How many runs a worker has counted, by outcome and reason. */
  async function runsOf(ask: (path: string) => Promise<Response>): Promise<Record<string, number>> {
    const text = await (await ask("/metrics")).text();
    const runs = text.matchAll(/^snapshot_gateway_import_runs_total\{outcome="(.*)",reason="(.*)"\} (\d+)$/gm);
    return Object.fromEntries([...runs].map(([, outcome, reason, count]) => [`${outcome} ${reason}`, Number(count)]));
  }

  it("stop in order at SIGTERM: what can be finished is, the rest is given up, and nobody holds a lease", async () => {
    const hanging = simulator.tenants.slice(0, 2).map(({ tenantId }) => tenantId);
    const hang = { kind: "hang" } as const;
    for (const tenantId of hanging) simulator.fault({ tenantId, on: "users", times: Infinity, fault: hang });
    const worker = work();
    const ask = await asking(worker);
    const ready = async () => (await ask("/readyz")).status;
    await until(async () => (await sealed()) === TENANTS - hanging.length && simulator.unmetFaults().length === 0);
    expect([await ready(), (await ask("/livez")).status, (await ask("/graphql")).status]).toEqual([200, 200, 404]);
    await until(async () => (await runsOf(ask))["sealed "] === TENANTS - hanging.length); // counted after it is sealed
    expect(Object.keys(await runsOf(ask))).toEqual(["sealed "]);

    const before = Date.now();
    const stopped = worker.terminate();
    await until(async () => (await ready()) === 503);
    const { code, stderr } = await stopped;

    expect(code).toBe(0);
    expect(Date.now() - before).toBeLessThan(LONGEST_STOP_MS);
    expect(stderr).not.toContain('"level":50');
    const states = await night.rows<{ state: string; runs: number }>(
      "SELECT state, COUNT(*) AS runs FROM import_run GROUP BY state ORDER BY state",
    );
    expect(states).toEqual([
      { state: "SEALED", runs: TENANTS - hanging.length },
      { state: "STOPPED", runs: hanging.length },
    ]);
    expect(await night.rows("SELECT tenant_no FROM tenant WHERE lease_until <> 0")).toEqual([]);
  }, 120_000);

  it("share what is left, each tenant's day sealed once and counted once in the metrics, on METRICS_PORT where it is set", async () => {
    simulator.clearFaults();
    const left = TENANTS - (await sealed());
    const workers = [work(), work({ PORT: new URL(simulator.graphUrl).port, METRICS_PORT: "0" })]; // that PORT is taken
    const asks = await Promise.all(workers.map(asking));
    const counted = async () => {
      const runs = await Promise.all(asks.map(runsOf));
      return runs.reduce((sum, run) => sum + (run["sealed "] ?? 0), 0);
    };

    await until(async () => (await sealed()) === TENANTS);
    await until(async () => (await counted()) >= left);
    expect([left, await counted()]).toEqual([2, 2]);
    const outcomes = await Promise.all(workers.map((worker) => worker.terminate()));

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(await night.rows("SELECT tenant_no FROM snapshot")).toHaveLength(TENANTS);
    expect(await night.rows("SELECT state FROM import_run WHERE state NOT IN ('SEALED', 'STOPPED')")).toEqual([]);
  }, 120_000);

  it("may be killed in the middle of imports: the next one begins them anew as soon as the leases have run out", async () => {
    for (const table of ["snapshot", "import_run"]) {
      await night.run(`DELETE FROM ${table}`); // today once more
    }
    const hang = { kind: "hang" } as const;
    for (const { tenantId } of simulator.tenants.slice(0, 2)) simulator.fault({ tenantId, on: "users", fault: hang });
    const killed = work();
    await until(async () => simulator.unmetFaults().length === 0);

    expect((await killed.kill()).code).toBeNull();
    simulator.clearFaults();
    const worker = work();
    await until(async () => (await sealed()) === TENANTS);

    const lost = await night.rows("SELECT seq FROM import_run WHERE failure_code = 'LEASE_LOST'");
    expect(lost.length).toBeGreaterThanOrEqual(2);
    expect(await night.rows("SELECT seq FROM import_run WHERE state = 'SEALED'")).toHaveLength(TENANTS);
    expect((await worker.terminate()).code).toBe(0);
  }, 120_000);

  it("work inside the API's process too, unless WORKER is off", async () => {
    const jobs = async (settings: Record<string, string>) => {
      const server = night.start("serve.js", settings);
      await server.notes(/"msg":"serving"/);
      if (settings["WORKER"] !== "off") await server.notes(/"msg":"planned"/);
      return server.terminate();
    };

    const [inside, off] = await Promise.all([jobs({}), jobs({ WORKER: "off" })]);

    expect([inside.code, off.code]).toEqual([0, 0]);
    expect(off.stderr).not.toContain('"msg":"planned"');
  }, 120_000);

  it("refuse to start without credentials, naming the settings", async () => {
    const { DATABASE_URL = "" } = night.env;
    const { code, stderr } = await night.startIn({ DATABASE_URL }, "work.js").ended();

    expect(code).toBe(2);
    expect(stderr).toContain("MICROSOFT_TENANT_ID");
  });
});
