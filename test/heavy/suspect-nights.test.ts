import { afterEach, expect, it } from "@jest/globals";
import type { Worker } from "../../src/jobs/worker.js";
import type { SnapshotDate } from "../../src/model/snapshot-date.js";
import type { TenantId } from "../../src/model/tenant.js";
import { SuspectStore } from "../../src/store/write/suspect-store.js";
import { Night } from "../support/jobs/night.js";
import { describeEachNightPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

describeEachNightPlace("suspect days, night after night", (create) => {
  let night: Night;
  let worker: Worker;

  afterEach(async () => {
    await worker.drain(10_000);
    await night.close();
  });

  it("are held with one alert, however many nights, until an operator has decided them all", async () => {
    night = await Night.open(create, { sizes: [60, 60] });
    await night.signIn();
    worker = night.worker();
    await worker.start();
    await until(async () => (await night.states())["PRESENT"] === 2);
    const [tenantId] = (await night.importer.activeTenants()) as [TenantId];
    const half = { kind: "missing-users", keep: 0.3 } as const;
    night.simulator.fault({ tenantId, on: "users", times: Infinity, fault: half });

    for (const day of ["2026-03-02", "2026-03-03", "2026-03-04"]) {
      night.moveTo(`${day}T06:00:00Z`);
      await until(async () => (await night.states())["SUSPECT"] === 1);
      await night.planned(2);
    }

    expect(await night.alerts()).toMatchObject([{ kind: "day-held", code: "DAY_HELD", cleared_at: null }]);
    expect(await night.base.metrics.text()).toContain("\nsnapshot_gateway_held_days 3\n");
    const [sealedDay] = (await night.coverage("2026-03-01")).filter((of) => of.tenantId === tenantId);
    const latest = await night.coverage("2026-03-04");
    const [check] = latest.find((of) => of.tenantId === tenantId)?.checks ?? [];
    expect(check).toMatchObject({ code: "USERS_HALVED", ok: false, expected: sealedDay?.snapshot?.userCount });
    expect(check?.actual).toBeLessThanOrEqual((check?.expected ?? 0) / 2);
    expect(latest.map(({ state, checks }) => [state, checks.length]).sort()).toEqual([
      ["PRESENT", 0],
      ["SUSPECT", 1],
    ]);
    expect(night.asked("users").filter((request) => request.tenantId === tenantId)).toHaveLength(4);
    const suspects = new SuspectStore(night.base.database);
    const [first, ...later] = await suspects.list();
    await suspects.accept({ tenantId, day: first?.day as SnapshotDate, actor: "a test" });
    await night.planned(2);
    expect(await night.alerts()).toMatchObject([{ cleared_at: null }]);

    for (const { day } of later) await suspects.reject({ tenantId, day, actor: "a test" });
    await until(async () => (await night.alerts())[0]?.cleared_at !== null);
  }, 120_000);
});
