import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { areServicesRequired } from "../../scripts/checks/required.mjs";
import { faketimeLibrary } from "../../scripts/databases/faketime.mjs";
import type { Simulator } from "../../simulator/simulator.js";
import type { Started } from "../support/built-product.js";
import { countRun } from "../support/count-run.js";
import { testDatabaseUrls } from "../support/databases/test-database.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { BuiltNight } from "../support/jobs/built-night.js";
import { nightPlaces } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

const TENANTS = 6;
const LEASE_SECONDS = 3;
const CLOCKS = ["+2h", "-2h", "+0"] as const;
const ROUNDS = howMany("CLOCK_ROUNDS");

const library = await faketimeLibrary();
if (library === undefined && areServicesRequired()) throw new Error("libfaketime can neither be found nor fetched");
if (library === undefined) process.stderr.write("!!! SKIPPED, workers on wrong clocks: there is no libfaketime. !!!\n");
/** A clock of its own needs a server: the embedded database has its workers' clock. */
const servers = library === undefined ? [] : testDatabaseUrls().filter(({ name }) => name !== "embedded");
const places = servers.length === 0 ? [] : nightPlaces(servers);

if (places.length === 0) it.todo("workers on wrong clocks: no server, or no libfaketime");
else
  describe.each(places)("workers whose clocks are two hours wrong ($name)", ({ create }) => {
    let night: BuiltNight;
    let simulator: Simulator;

    beforeAll(async () => {
      const settings = { LEASE_SECONDS: String(LEASE_SECONDS) };
      night = await BuiltNight.open(create, { sizes: Array<number>(TENANTS).fill(40), latencyMs: 20, settings });
      ({ simulator } = night);
      await night.listCustomers();
    }, 240_000);
    afterAll(() => night.close());

    const sealed = async (day: string) =>
      (await night.rows("SELECT tenant_no FROM snapshot WHERE day = ?", [day])).length;

    /** A worker on another time of day; what only counts seconds goes on as it does on such a machine. */
    function work(clock: (typeof CLOCKS)[number] | null, more: Record<string, string> = {}): Started {
      const told = clock === null ? {} : { FAKETIME: clock };
      const faked = { LD_PRELOAD: library ?? "", ...told, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
      return night.start("work.js", { ...faked, ...more });
    }

    /** What /readyz answers: the status, and the reason where there is one. */
    async function readiness(worker: Started): Promise<[number, string | undefined]> {
      const [url] = await worker.notes(/http:[^"]+\/readyz/);
      const answer = await fetch(url);
      const { reason } = (await answer.json()) as { reason?: string };
      return [answer.status, reason];
    }

    it("start no run, and the worker whose clock is right makes each tenant's day once", async () => {
      const today = new Date().toISOString().slice(0, 10);
      const wrong = [work("+2h"), work("-2h")];
      for (const worker of wrong) await worker.notes(/"code":"CLOCK_WRONG".*"remedy":"set the clock.*takes no job/);
      const right = work("+0");
      await until(async () => (await sealed(today)) === TENANTS);
      expect(await Promise.all([...wrong, right].map(readiness))).toEqual([
        [503, expect.stringMatching(/clock is (7199|7200|7201) s ahead of/)],
        [503, expect.stringMatching(/clock is (7199|7200|7201) s behind/)],
        [200, undefined],
      ]);

      const ends = await Promise.all([...wrong, right].map((worker) => worker.terminate()));
      expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(await night.rows("SELECT DISTINCT day, state FROM import_run")).toEqual([{ day: today, state: "SEALED" }]);
      expect(await night.rows("SELECT seq FROM import_run")).toHaveLength(TENANTS);
      expect(await night.rows("SELECT day FROM snapshot")).toHaveLength(TENANTS);
      // Each says it once and touches nothing: no job is begun, so none ends, fails or is planned.
      for (const { stderr } of ends.slice(0, 2)) {
        expect(stderr.split("takes no job").length).toBe(2);
        expect(stderr).not.toMatch(/"msg":"(planned|import ended|job did not succeed)"/);
      }
    }, 120_000);

    it("go on by themselves as soon as their clock is set right, and say so", async () => {
      for (const table of ["snapshot", "import_run"]) await night.run(`DELETE FROM ${table}`); // today once more
      const today = new Date().toISOString().slice(0, 10);
      const file = join(night.cwd, "clock");
      writeFileSync(file, "+2h");
      const worker = work(null, { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: "1" });
      await worker.notes(/takes no job/);
      expect(await readiness(worker)).toEqual([503, expect.anything()]);

      writeFileSync(file, "+0");
      await until(async () => (await sealed(today)) === TENANTS);

      expect(await readiness(worker)).toEqual([200, undefined]);
      const { code, stderr } = await worker.terminate();
      expect([code, stderr.split("is right again").length]).toEqual([0, 2]);
      expect(stderr).not.toMatch(/"code":"CLOCK_WRONG".*"msg":"import ended"/);
    }, 120_000);

    it(
      `neither break another's lease nor lose their own where the calendar is set, in ${ROUNDS} rounds`,
      async () => {
        for (let round = 0; round < ROUNDS; round += 1) {
          const day = new Date(Date.UTC(2027, 0, 1 + round)).toISOString().slice(0, 10);
          const CLOCK = `${day}T12:00:00Z`;
          const [holding = "+2h", ...others] = [0, 1, 2].map((offset) => CLOCKS[(round + offset) % 3] ?? "+0");
          const tenant = simulator.tenants[round % TENANTS];
          simulator.fault({ tenantId: tenant!.tenantId, on: "users", times: Infinity, fault: { kind: "hang" } });
          const holder = work(holding, { CLOCK });
          await until(async () => simulator.unmetFaults().length === 0 && (await sealed(day)) === TENANTS - 1);

          const workers = others.map((clock) => work(clock, { CLOCK }));
          await planned([holder, ...workers], 3 * LEASE_SECONDS);

          const open = await night.rows<{ state: string }>(
            "SELECT state FROM import_run WHERE day = ? AND state <> 'SEALED'",
            [day],
          );
          expect(open).toEqual([{ state: "RUNNING" }]);
          await holder.kill();
          simulator.clearFaults();
          await until(async () => (await sealed(day)) === TENANTS);
          await Promise.all(workers.map((worker) => worker.terminate()));
          expect(await night.rows("SELECT tenant_no FROM snapshot WHERE day = ?", [day])).toHaveLength(TENANTS);
          expect(await night.rows("SELECT seq FROM import_run WHERE day = ? AND state = 'SEALED'", [day])).toHaveLength(
            TENANTS,
          );
        }
        countRun("days with workers on wrong clocks", ROUNDS);
      },
      timeLimit(180_000),
    );

    /** Waits until these workers together have planned so many times, about a second apart; who is the first each time is chance. */
    async function planned(workers: readonly Started[], times: number): Promise<void> {
      for (const worker of workers) await worker.notes(/"msg":"working"/);
      const count = () =>
        workers
          .map(({ stderr }) => stderr)
          .join("")
          .split('"msg":"planned"').length;
      const before = count();
      await until(async () => count() >= before + times);
    }
  });
