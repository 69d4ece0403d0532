import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "@jest/globals";
import type { Worker } from "../../../src/jobs/worker.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { AccessLedger } from "../../../src/store/write/access-ledger.js";
import { importDay, writerOf } from "../../support/import/import-workbench.js";
import { Night, type NightOptions } from "../../support/jobs/night.js";
import { describeEachNightPlace } from "../../support/jobs/test-job-stores.js";
import { changedDirectory, randomDirectory } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { until } from "../../support/until.js";

const GRACE_MS = 10_000;

describeEachNightPlace("a night by itself", (create) => {
  let night: Night;
  const workers: Worker[] = [];

  afterEach(async () => {
    await stopWorkers();
    await night.close();
  });

  async function open(options: NightOptions): Promise<void> {
    night = await Night.open(create, options);
    await night.signIn();
  }

  async function startWorker(): Promise<void> {
    const worker = night.worker();
    workers.push(worker);
    await worker.start();
  }

  async function stopWorkers(): Promise<void> {
    await Promise.all(workers.splice(0).map((worker) => worker.drain(GRACE_MS)));
  }

  const sealed = (count: number) => until(async () => (await night.states())["PRESENT"] === count);

  async function snapshots(): Promise<number> {
    return (await night.rows("SELECT tenant_no FROM snapshot")).length;
  }

  it("takes the customers over, imports each one's today once, and then leaves Microsoft alone", async () => {
    await open({ sizes: [20, 30, 40] });
    await startWorker();
    await sealed(3);
    const asked = night.simulator.requests().length;

    await startWorker();
    await night.planned(3);

    expect(night.asked("users")).toHaveLength(3);
    expect(night.simulator.requests()).toHaveLength(asked);
    expect(await snapshots()).toBe(3);
  });

  it("tells each day that was sealed, once, and counts what it changed", async () => {
    await open({ sizes: [20, 30] });
    await startWorker();
    const told = () => night.rows("SELECT body FROM event WHERE type = 'snapshot.sealed' ORDER BY occurred_at");
    await until(async () => (await told()).length === 2);
    night.moveTo("2026-03-02T06:00:00Z");
    await until(async () => (await told()).length === 4);

    const data = (await told()).map(({ body }) => (JSON.parse(String(body)) as { data: Record<string, unknown> }).data);
    expect(data.map(({ day, previousDay, revision }) => [day, previousDay, revision])).toEqual([
      ...[1, 2].map(() => ["2026-03-01", null, 1]),
      ...[1, 2].map(() => ["2026-03-02", "2026-03-01", 1]),
    ]);
    await until(
      async () => (await night.rows("SELECT seq FROM change_summary WHERE kind = 'ANY' AND sku_no = 0")).length === 4,
    );
  });

  it("imports nothing before the earliest hour, and everything from then on", async () => {
    await open({ sizes: [20, 30], now: "2026-03-01T00:59:00Z" });
    await startWorker();
    await until(async () => (await night.states())["PENDING"] === 2);
    await night.logs("too early to plan", 2);
    expect(night.asked("users")).toEqual([]);

    night.moveTo("2026-03-01T01:00:00Z");
    await sealed(2);
  });

  it.each([
    ["an hour", "2026-03-02T00:15:00Z", []],
    ["ten hours", "2026-03-02T09:15:00Z", []],
    ["three days", "2026-03-04T23:15:00Z", ["2026-03-02", "2026-03-03"]],
  ])(
    "begins with today at once after %s without a worker, and says which days were missed",
    async (_, then, missed) => {
      const hourly = { PLAN_INTERVAL_SECONDS: "3600", IMPORT_EARLIEST_UTC: "00:00" };
      await open({ sizes: [20, 30], now: "2026-03-01T23:15:00Z", settings: hourly });
      await startWorker();
      await sealed(2);
      await stopWorkers();
      night.moveTo(then);

      const started = Date.now();
      await startWorker();
      await sealed(2);

      expect(Date.now() - started).toBeLessThan(60_000);
      for (const day of missed) expect(await night.states(day)).toEqual({ "MISSING NOT_ATTEMPTED": 2 });
      expect(night.asked("users")).toHaveLength(4);
      expect(await night.rows("SELECT DISTINCT day FROM import_run ORDER BY day")).toEqual([
        { day: "2026-03-01" },
        { day: then.slice(0, 10) },
      ]);
    },
  );

  it("loses and doubles nothing when the job store is emptied on the way", async () => {
    await open({
      sizes: Array<number>(16).fill(20),
      settings: { IMPORT_CONCURRENCY: "2" },
      simulator: { latencyMs: 20 },
    });
    await startWorker();
    await until(async () => (await snapshots()) >= 3);

    await night.emptyJobs();
    await startWorker();

    await sealed(16);
    expect(await snapshots()).toBe(16);
    expect(night.asked("users")).toHaveLength(16);
  });

  it("reads nothing for a job whose day is over", async () => {
    await open({ sizes: [20] });
    await startWorker();
    await sealed(1);
    const [tenantId] = (await night.importer.activeTenants()) as [TenantId];
    const asked = night.simulator.requests().length;

    await night.queue().enqueue("import-tenant", `${tenantId}/2026-02-28`, { tenantId, day: "2026-02-28" });
    await night.planned(2);

    expect(night.simulator.requests()).toHaveLength(asked);
    expect(await night.rows("SELECT day FROM import_run")).toEqual([{ day: "2026-03-01" }]);
  });

  it("ends an earlier revision when it has stood as long as the setting says", async () => {
    await open({ sizes: [20], settings: { REVISION_RETENTION_DAYS: "0" } });
    await night.importer.syncTenants();
    const tenantId = night.simulator.tenants[0]?.tenantId.toLowerCase() as TenantId;
    const random = new Random(5);
    const copy = randomDirectory(random, 30);
    const today = { snapshots: writerOf(night.base.database), tenantId, day: "2026-03-01" };
    await importDay({ ...today, copy });
    await importDay({ ...today, copy: changedDirectory(random, copy, 30, 0.3), again: "a test" });
    const standing = () => night.rows("SELECT revision FROM snapshot WHERE retired_at IS NULL ORDER BY revision");
    expect(await standing()).toEqual([{ revision: 1 }, { revision: 2 }]);

    await startWorker();

    await until(async () => (await standing()).length === 1);
    expect(await standing()).toEqual([{ revision: 2 }]);
  });

  it("ends days, thins months and removes records of what was read as the settings say", async () => {
    const settings = { RETENTION_DAYS: "60", THIN_AFTER_DAYS: "30", ACCESS_RETENTION_DAYS: "100" };
    await open({ sizes: [20], settings });
    await night.importer.syncTenants();
    const tenantId = night.simulator.tenants[0]?.tenantId.toLowerCase() as TenantId;
    const copy = randomDirectory(new Random(5), 30);
    // Too old; thinned out of its month; the last of it; today, so that no import has the tenant.
    for (const day of ["2025-12-15", "2026-01-10", "2026-01-20", "2026-03-01"]) {
      await importDay({ snapshots: writerOf(night.base.database), tenantId, day, copy });
    }
    await recordAccess(tenantId, "2025-11-20");
    await recordAccess(tenantId, "2025-11-21");
    const pruned = night.logs("pruned", 1);

    await startWorker();
    await pruned;

    const days = await night.rows("SELECT day FROM snapshot WHERE retired_at IS NULL ORDER BY day");
    expect(days).toEqual([{ day: "2026-01-20" }, { day: "2026-03-01" }]);
    expect(await night.rows("SELECT day FROM access")).toEqual([{ day: "2025-11-21" }]);
  });

  async function recordAccess(tenantId: TenantId, day: string): Promise<void> {
    const ledger = new AccessLedger(night.base.database, () => day as SnapshotDate);
    const listing = { kind: "LISTING", endpoint: "GET /v1.0/users", resource: "r", fields: [], run: null } as const;
    const principal = { applicationId: randomUUID(), username: null, objectId: null, uniqueTokenIdentifier: null };
    await ledger.start({ tenantId, clientRequestId: randomUUID(), principal, ...listing });
  }
});
