import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openBase } from "../../src/wiring/base.js";
import { countRun } from "../support/count-run.js";
import { describeEachDatabase, testDatabaseUrls } from "../support/databases/test-database.js";
import { HandRunQueue } from "../support/jobs/hand-run-queue.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { Night } from "../support/jobs/night.js";

const WORKERS = 8;
const DAYS = ["2026-03-01", "2026-03-02"];
const TENANTS = Math.ceil(howMany("RACES") / testDatabaseUrls().length / DAYS.length);

/** Nothing keeps the workers apart but the leases: each has a plan of its own, runs all of it at once and, on a server, has a pool of its own. */
describeEachDatabase("eight workers that want the same tenants' days", (create, name) => {
  let night: Night;
  const bases: Night["base"][] = [];
  let planned = 0;

  beforeAll(async () => {
    night = await Night.open(create, { sizes: Array<number>(TENANTS).fill(12) });
    await night.signIn();
    await night.importer.syncTenants();
    for (let no = 1; no < WORKERS; no += 1) {
      // The embedded engine waits for a lock without giving the process a turn, so there all share one handle.
      const own =
        name === "embedded" ? night.base : { ...(await openBase(night.config, night.calendar)), log: night.base.log };
      bases.push(own);
    }
  }, timeLimit(60_000));

  afterAll(async () => {
    for (const base of bases) if (base !== night.base) await base.database.close();
    await night.close();
  });

  async function workAll(base: Night["base"]): Promise<void> {
    const queue = new HandRunQueue();
    night.worker({ base, queue });
    await queue.run("plan");
    const jobs = queue.take();
    planned += jobs.length;
    await Promise.all(jobs.map(({ name, data }) => queue.run(name, data)));
  }

  it(
    "seal each of them exactly once",
    async () => {
      for (const day of DAYS) {
        night.moveTo(`${day}T06:00:00Z`);
        await Promise.all([night.base, ...bases].map(workAll));
      }

      const snapshots = await night.rows("SELECT tenant_no, day, revision FROM snapshot ORDER BY day, tenant_no");
      expect(snapshots).toHaveLength(TENANTS * DAYS.length);
      expect(snapshots.every((row) => row["revision"] === 1)).toBe(true);
      expect(await night.rows("SELECT DISTINCT state FROM import_run")).toEqual([{ state: "SEALED" }]);
      expect(night.asked("users")).toHaveLength(TENANTS * DAYS.length);
      expect(night.logged.filter(({ level }) => level === "error")).toEqual([]);
      expect(planned).toBe(TENANTS * DAYS.length * WORKERS);
      countRun("races", snapshots.length);
    },
    timeLimit(120_000),
  );
});
