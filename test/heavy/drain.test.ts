import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Simulator } from "../../simulator/simulator.js";
import { countRun } from "../support/count-run.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { until } from "../support/until.js";
import { BuiltNight } from "../support/jobs/built-night.js";
import { openJobs, type OpenedJobs } from "../support/jobs/job-place.js";
import { nightPlaces } from "../support/jobs/test-job-stores.js";

const LONGEST_STOP_MS = 30_000;
/** An hour: who waits for a lease or a lock of a stopped worker to run out waits longer than the test. */
const LEASE_SECONDS = "3600";
const TENANTS = 6;
/** One in so many cycles has imports that no grace is long enough for. */
const HANGING_EVERY = 5;

const PLACES = nightPlaces().map((place, index) => ({ ...place, index }));
const CYCLES = Math.ceil(howMany("DRAINS") / PLACES.length);

describe.each(PLACES)("a worker told to stop in the middle of imports ($name)", ({ create, index }) => {
  let night: BuiltNight;
  let simulator: Simulator;
  let opened: OpenedJobs;

  beforeAll(async () => {
    const settings = { LEASE_SECONDS, IMPORT_CONCURRENCY: "2" };
    night = await BuiltNight.open(create, { sizes: Array<number>(TENANTS).fill(400), latencyMs: 100, settings });
    ({ simulator } = night);
    opened = await openJobs(night.jobs);
    await night.listCustomers();
  }, 240_000);
  afterAll(async () => {
    await opened.close();
    await night.close();
  });

  const work = (day: string) => night.start("work.js", { CLOCK: `${day}T12:00:00Z` });

  /** Tenants of which this day has a run in this state. */
  async function tenantsIn(state: string, day: string): Promise<number[]> {
    const sql = "SELECT tenant_no FROM import_run WHERE state = ? AND day = ? ORDER BY tenant_no";
    const rows = await night.rows<{ tenant_no: number }>(sql, [state, day]);
    return rows.map((row) => row.tenant_no);
  }

  const sealed = async (day: string) => (await tenantsIn("SEALED", day)).length;

  async function held(): Promise<number> {
    return (await night.rows("SELECT tenant_no FROM tenant WHERE lease_until <> 0")).length;
  }

  /** One worker stopped on the way; gives what it had in hand, what it sealed of it and what it gave up. */
  async function stopOnTheWay(day: string) {
    const worker = work(day);
    await until(async () => (await tenantsIn("RUNNING", day)).length > 0 && simulator.unmetFaults().length === 0);
    await sleep(Math.random() * 200);
    const before = await tenantsIn("RUNNING", day);
    const told = Date.now();
    const { code, stderr } = await worker.terminate();
    expect({ code, error: /.*"level":50.*/.exec(stderr)?.[0] }).toEqual({ code: 0, error: undefined });
    expect(Date.now() - told).toBeLessThanOrEqual(LONGEST_STOP_MS);
    expect([await held(), (await opened.store.counts()).running]).toEqual([0, 0]);
    return { before, sealed: await tenantsIn("SEALED", day), stopped: await tenantsIn("STOPPED", day) };
  }

  it(
    `finishes what it can, gives up the rest and its leases, and the next one goes on, ${CYCLES} times`,
    async () => {
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const day = new Date(Date.UTC(2027, 0, 1 + cycle)).toISOString().slice(0, 10);
        const hanging = (cycle + index) % HANGING_EVERY === 0 ? 1 : 0;
        for (const { tenantId } of simulator.tenants.slice(0, hanging)) {
          simulator.fault({ tenantId, on: "users", times: Infinity, fault: { kind: "hang" } });
        }

        const stopped = await stopOnTheWay(day);

        expect(stopped.stopped).toHaveLength(hanging);
        expect(stopped.sealed.length).toBeLessThan(TENANTS);
        expect([...stopped.sealed, ...stopped.stopped]).toEqual(expect.arrayContaining(stopped.before));
        simulator.clearFaults();
        const next = work(day);
        await until(async () => (await sealed(day)) === TENANTS);
        expect((await next.terminate()).code).toBe(0);
        await expectOnce(day, hanging);
      }
      countRun("workers stopped in the middle of imports", CYCLES);
    },
    timeLimit(240_000),
  );

  /** Every tenant's day once, and no attempt but those that were given up and those that sealed. */
  async function expectOnce(day: string, hanging: number): Promise<void> {
    const states = await night.rows<{ state: string; runs: number }>(
      "SELECT state, COUNT(*) AS runs FROM import_run WHERE day = ? GROUP BY state ORDER BY state",
      [day],
    );
    const given = hanging > 0 ? [{ state: "STOPPED", runs: hanging }] : [];
    expect(states).toEqual([{ state: "SEALED", runs: TENANTS }, ...given]);
    expect(await night.rows("SELECT tenant_no FROM snapshot WHERE day = ?", [day])).toHaveLength(TENANTS);
  }
});
