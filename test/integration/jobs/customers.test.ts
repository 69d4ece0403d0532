import { afterEach, expect, it } from "@jest/globals";
import type { Worker } from "../../../src/jobs/worker.js";
import { OperatorActions } from "../../../src/store/write/operator-actions.js";
import { Night } from "../../support/jobs/night.js";
import { describeEachNightPlace } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";

describeEachNightPlace("the customer list, every day", (create) => {
  let night: Night;
  let worker: Worker;

  afterEach(async () => {
    await worker.drain(10_000);
    await night.close();
  });

  async function start(tenants: number): Promise<void> {
    night = await Night.open(create, { sizes: Array<number>(tenants).fill(12) });
    await night.signIn();
    worker = night.worker();
    await worker.start();
    await sealed(tenants);
  }

  const sealed = (count: number) => until(async () => (await night.states())["PRESENT"] === count);
  const gone = async () => (await night.rows("SELECT tenant_no FROM tenant WHERE state = 'GONE'")).length;

  /** The next day begins: the list is read soon after midnight, the tenants from one o'clock on. */
  async function nextDay(day: string): Promise<void> {
    night.moveTo(`${day}T00:10:00Z`);
    await night.queue().enqueue("sync-customers", "now", {});
    await until(async () => (await night.importer.lists.syncedOn()) === day);
    night.moveTo(`${day}T01:00:00Z`);
  }

  it("is not believed when it lost half: one alert, nobody gone, and everybody imported, until an operator accepts it", async () => {
    await start(6);
    const lost = night.simulator.tenants.splice(3, 3).map(({ tenantId }) => tenantId);

    for (const day of ["2026-03-02", "2026-03-03"]) {
      await nextDay(day);
      await sealed(6);
    }

    expect(await gone()).toBe(0);
    expect(await night.importer.lists.held()).toMatchObject({ active: 6, missing: lost });
    expect(await night.alerts()).toMatchObject([
      { kind: "customers-held", code: "CUSTOMERS_HALVED", cleared_at: null },
    ]);

    await night.importer.syncTenants({ kind: "accept", actor: "Anna" });

    expect(await gone()).toBe(3);
    expect(await night.importer.lists.held()).toBeNull();
    expect(await night.alerts()).toMatchObject([{ cleared_at: expect.any(Number) }]);
    expect(await new OperatorActions(night.base.database).list(10)).toMatchObject([
      { actor: "Anna", action: "CUSTOMERS_GONE_ACCEPTED" },
    ]);
  });

  it("leaves who is gone alone from the next day on, and his days stay", async () => {
    await start(3);
    night.simulator.tenants.splice(0, 1);

    await nextDay("2026-03-02");
    await sealed(2);

    expect(await night.states()).toEqual({ PRESENT: 2, NOT_EXPECTED: 1 });
    expect(await night.states("2026-03-01")).toEqual({ PRESENT: 3 });
  });

  it("raises an alert when it cannot be read, and the imports go on with the customers known", async () => {
    await start(3);
    const refusal = { kind: "status", status: 403, body: '{"code":1000}' } as const;
    night.simulator.fault({ on: "customers", times: Infinity, fault: refusal });
    night.moveTo("2026-03-02T06:00:00Z");
    await night.queue().enqueue("sync-customers", "now", {});

    await sealed(3);
    await until(async () => (await night.alerts()).length === 1);

    expect(await night.alerts()).toEqual([{ kind: "customers-unread", code: "ACCESS_DENIED", cleared_at: null }]);
    expect(await night.rows("SELECT code FROM partner_pause")).toEqual([]);
    night.simulator.clearFaults();
    await nextDay("2026-03-03");
    await until(async () => (await night.alerts())[0]?.cleared_at !== null);
  });

  it("pauses everybody while the Partner Center refuses the sign-in for want of MFA, and blames no tenant", async () => {
    await start(3);
    const refusal = { kind: "status", status: 401, body: '{"code":900421}' } as const;
    night.simulator.fault({ on: "customers", times: Infinity, fault: refusal });
    night.moveTo("2026-03-02T00:10:00Z");
    await night.queue().enqueue("sync-customers", "now", {});
    const paused = () => night.rows<{ code: string; probes: number }>("SELECT code, probes FROM partner_pause");
    const probed = (times: number) => until(async () => Number((await paused())[0]?.probes ?? 0) >= times);
    await probed(1); // the sign-in itself works all the while
    night.moveTo("2026-03-02T06:00:00Z");
    await probed(3);

    expect(await paused()).toMatchObject([{ code: "MFA_REQUIRED" }]);
    expect(await night.states()).toEqual({ PENDING: 3 });
    expect(await night.alerts()).toEqual([{ kind: "partner-paused", code: "MFA_REQUIRED", cleared_at: null }]);

    night.simulator.clearFaults();
    await sealed(3);
    expect(await paused()).toEqual([]);
    expect(await night.alerts()).toEqual([
      { kind: "partner-paused", code: "MFA_REQUIRED", cleared_at: expect.any(Number) },
    ]);
  });

  it("raises an alert about an outage, too, when a whole day went by without a list", async () => {
    await start(2);
    night.simulator.fault({ on: "customers", times: Infinity, fault: { kind: "status", status: 503 } });
    const tryOn = async (day: string) => {
      night.moveTo(`${day}T06:00:00Z`);
      await night.queue().enqueue("sync-customers", day, {});
      await night.logs("job did not succeed", 1);
    };

    await tryOn("2026-03-02");
    expect(await night.alerts()).toEqual([]);
    await tryOn("2026-03-03");

    expect(await night.alerts()).toEqual([
      { kind: "customers-unread", code: "MICROSOFT_UNAVAILABLE", cleared_at: null },
    ]);
    night.simulator.clearFaults();
    await nextDay("2026-03-04");
    await until(async () => (await night.alerts())[0]?.cleared_at !== null);
  });
});
