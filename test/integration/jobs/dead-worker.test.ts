import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import { IMPORT_TENANT } from "../../../src/jobs/job-names.js";
import type { Worker } from "../../../src/jobs/worker.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { HandRunQueue } from "../../support/jobs/hand-run-queue.js";
import { openJobs } from "../../support/jobs/job-place.js";
import { Night } from "../../support/jobs/night.js";
import { freshCollection } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";

const DAY = "2026-03-01";
/** Long after the test: whatever is taken up is not taken up by a plan. */
const SELDOM = { PLAN_INTERVAL_SECONDS: "3600" };
const mongodb = process.env["TEST_MONGODB_URL"];

describeEachDatabase("a tenant whose worker died", (create) => {
  let night: Night;
  let tenantId: TenantId;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    night = await Night.open(create, { sizes: [20], settings: SELDOM });
    await night.signIn();
    await night.importer.syncTenants();
    [tenantId] = (await night.importer.activeTenants()) as [TenantId];
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await night.close();
  });

  /** Somebody takes the tenant's lease and says no more. */
  async function leaseFor(milliseconds: number): Promise<void> {
    const now = night.base.database.dialect.nowMs;
    const token = Buffer.alloc(16, 7);
    await night.run(
      `UPDATE tenant SET fence = fence + 1, lease_owner = 'dead', lease_token = ?, lease_until = ${now} + ?`,
      [token, milliseconds],
    );
  }

  async function queueOn(store: string) {
    if (store === "the database") return night.queue();
    const fresh = await freshCollection(mongodb ?? "");
    const opened = await openJobs(fresh.place);
    closing.push(fresh.drop, opened.close);
    return createJobQueue({
      store: opened.store,
      processEveryMs: 100,
      lockMs: 60_000,
      owner: "test",
      log: night.base.log,
    });
  }

  async function start(store: string): Promise<Worker> {
    const queue = await queueOn(store);
    const worker = night.worker({ queue });
    closing.push(() => worker.drain(10_000));
    await worker.start();
    await night.planned(1);
    await queue.enqueue(IMPORT_TENANT, `${tenantId}/${DAY}`, { tenantId, day: DAY });
    return worker;
  }

  it.each(mongodb ? ["the database", "MongoDB"] : ["the database"])(
    "is taken up by itself when the dead one's lease ends (jobs in %s)",
    async (store) => {
      await leaseFor(3_000);
      await start(store);

      await until(async () => (await night.states())["PRESENT"] === 1);

      expect(night.asked("users")).toHaveLength(1);
    },
  );

  it("is looked after about once a lease while it lives after all, and no more when its day is there", async () => {
    const queue = new HandRunQueue();
    night.worker({ queue });
    const look = async () => {
      await queue.run(IMPORT_TENANT, { tenantId, day: DAY });
      return queue.take().filter(({ name }) => name === IMPORT_TENANT);
    };

    for (let renewal = 0; renewal < 3; renewal += 1) {
      await leaseFor(60_000);
      const again = await look();
      expect(again).toMatchObject([{ key: `${tenantId}/${DAY}`, data: { tenantId, day: DAY } }]);
      expect(again[0]?.afterMs).toBeGreaterThan(40_000);
      expect(again[0]?.afterMs).toBeLessThanOrEqual(60_500);
    }
    await leaseFor(-1);
    expect(await look()).toEqual([]);
    expect(await night.states()).toEqual({ PRESENT: 1 });
    expect(await look()).toEqual([]);
  });
});
