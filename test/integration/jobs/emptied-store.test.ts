import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import { testDatabaseUrls } from "../../support/databases/test-database.js";
import { openJobs } from "../../support/jobs/job-place.js";
import { Night } from "../../support/jobs/night.js";
import { type FreshJobs, freshCollection } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";

const TENANTS = 24;
/** Also how soon a recurring job comes back. */
const LOCK_MS = 2_000;
const server = process.env["TEST_MONGODB_URL"];

/** That a worker which starts afterwards does it too, and on SQL, stands in night.test.ts. */
(server ? describe : describe.skip)("a MongoDB that loses the jobs in the middle of a night", () => {
  let night: Night;
  let jobs: FreshJobs;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    const settings = { IMPORT_CONCURRENCY: "2" };
    const sizes = Array<number>(TENANTS).fill(20);
    const database = testDatabaseUrls().find(({ name }) => name === "mysql") ?? testDatabaseUrls()[0]!;
    night = await Night.open(database.create, { sizes, settings, simulator: { latencyMs: 20 } });
    await night.signIn();
    jobs = await freshCollection(server ?? "");
    for (const owner of ["one", "two"]) await work(owner);
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await jobs.drop();
    await night.close();
  });

  async function work(owner: string): Promise<void> {
    const { store, close } = await openJobs(jobs.place);
    const queue = createJobQueue({ store, processEveryMs: 100, lockMs: LOCK_MS, owner, log: night.base.log });
    const worker = night.worker({ queue });
    closing.push(close, () => worker.drain(10_000));
    await worker.start();
  }

  const snapshots = () => night.rows("SELECT tenant_no, day, revision FROM snapshot ORDER BY tenant_no");

  it("loses and doubles no day: the workers that run plan the rest anew from the database", async () => {
    await until(async () => (await snapshots()).length >= 3);
    await jobs.empty();
    expect((await snapshots()).length).toBeLessThan(TENANTS);

    await until(async () => (await night.states())["PRESENT"] === TENANTS);

    const days = await snapshots();
    expect(days.map(({ day, revision }) => [day, revision])).toEqual(Array(TENANTS).fill(["2026-03-01", 1]));
    expect(new Set(days.map((row) => row["tenant_no"])).size).toBe(TENANTS);
  }, 120_000);
});
