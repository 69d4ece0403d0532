import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { type GatewayEvent, snapshotSealed } from "../../../src/model/gateway-event.js";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import type { DueDelivery } from "../../../src/model/webhook-delivery.js";
import { DeliveryLog } from "../../../src/store/write/delivery-log.js";
import { EventStore } from "../../../src/store/write/event-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const NOW = new Date("2026-03-02T01:00:00Z");
const ONE = "https://one.example/hook?token=hunter2";
const TWO = "https://two.example/hook";
const CONTOSO = parseGuid("id", "00000000-0000-4000-8000-000000000001");

function later(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

function sealed(day: string, occurredAt = NOW, revision = 1): GatewayEvent {
  return snapshotSealed({ tenantId: CONTOSO, day: parseSnapshotDate("day", day), revision }, occurredAt, { users: 3 });
}

describeEachDatabase("the event store", (create) => {
  let opened: OpenedDatabase;
  let store: EventStore;
  let log: DeliveryLog;

  beforeAll(async () => {
    opened = await openMigrated(create);
    store = new EventStore(opened.database, [ONE, TWO]);
    log = new DeliveryLog(opened.database);
  });

  beforeEach(async () => {
    for (const table of ["event", "webhook_delivery"]) {
      await opened.database.transaction((session) => session.run(`DELETE FROM ${table}`));
    }
  });

  afterAll(() => opened.close());

  async function firstDue(now = NOW): Promise<DueDelivery> {
    const [due] = await store.due(ONE, now, 1);
    if (due === undefined) throw new Error("nothing is due");
    return due;
  }

  async function claimed(now = NOW, until = later(60)): Promise<DueDelivery> {
    const claim = await store.claim(await firstDue(now), now, until);
    if (claim === null) throw new Error("another was faster");
    return claim;
  }

  it("keeps an event once, with one delivery for each webhook, due at once", async () => {
    expect(await store.append(sealed("2026-03-01"))).toBe(true);
    expect(await store.append(sealed("2026-03-01", later(60)))).toBe(false);
    expect(await store.append(sealed("2026-03-01", NOW, 2))).toBe(true);

    const due = await allDue(store, NOW);

    const ids = [`snapshot-sealed/${CONTOSO}/2026-03-01/1`, `snapshot-sealed/${CONTOSO}/2026-03-01/2`];
    expect(due.map((list) => list.map(({ eventId }) => eventId))).toEqual([ids, ids]);
    expect(due.map((list) => list[0]?.url)).toEqual([ONE, TWO]);
    expect(JSON.parse(due[0]?.[0]?.body ?? "")).toEqual({
      id: ids[0],
      type: "snapshot.sealed",
      timestamp: NOW.toISOString(),
      data: { users: 3, tenantId: CONTOSO, day: "2026-03-01", revision: 1 },
    });
  });

  it("keeps an event once when eight workers append it at the same time", async () => {
    const other = new EventStore(opened.another, [ONE, TWO]);

    const appended = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 ? store : other).append(sealed("2026-03-01"))),
    );

    expect(appended.filter(Boolean)).toHaveLength(1);
    expect(await log.list({ failed: false, limit: 10 })).toHaveLength(2);
  });

  it("keeps an event that no webhook is there for", async () => {
    const silent = new EventStore(opened.database, []);

    expect(await silent.append(sealed("2026-03-01"))).toBe(true);

    expect(silent.webhooks).toEqual([]);
    expect(await allDue(store, NOW)).toEqual([[], []]);
  });

  it("gives the oldest event first, as many as asked for", async () => {
    await store.append(sealed("2026-03-02", later(2)));
    await store.append(sealed("2026-03-03", later(1)));
    await store.append(sealed("2026-03-01", later(3)));

    const due = await store.due(ONE, NOW, 2);

    expect(due.map(({ eventId }) => eventId.split("/")[2])).toEqual(["2026-03-03", "2026-03-02"]);
  });

  it("gives a delivery to one of several claimants, and to nobody else until the claim is over", async () => {
    await store.append(sealed("2026-03-01"));
    const due = await firstDue();
    const other = new EventStore(opened.another, [ONE, TWO]);

    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? store : other).claim(due, NOW, later(60))),
    );

    expect(claims.filter((claim) => claim !== null)).toMatchObject([{ attempts: 1, firstAt: NOW }]);
    expect(await store.due(ONE, later(59), 10)).toEqual([]);
    expect(await store.due(ONE, later(60), 10)).toMatchObject([{ attempts: 1, firstAt: NOW }]);
  });

  it("is done with what was delivered, at this webhook alone", async () => {
    await store.append(sealed("2026-03-01"));

    await store.delivered(await claimed(), 204);

    expect((await allDue(store, later(3_600))).map((list) => list.length)).toEqual([0, 1]);
    expect(await log.list({ failed: false, limit: 10 })).toMatchObject([
      { origin: "https://one.example", state: "DELIVERED", attempts: 1, status: 204, failure: null, nextAt: null },
      { origin: "https://two.example", state: "PENDING", attempts: 0, status: null, lastAt: null },
    ]);
  });

  it("tries again at the time given, and not when it was given up", async () => {
    await store.append(sealed("2026-03-01"));

    await store.failed(await claimed(), { status: 500, failure: "REFUSED_BY_STATUS" }, later(120));
    expect(await store.due(ONE, later(119), 10)).toEqual([]);

    await store.failed(await claimed(later(120), later(180)), { status: null, failure: "TIMED_OUT" }, null);
    expect(await store.due(ONE, later(86_400), 10)).toEqual([]);
    expect(await log.list({ failed: true, limit: 10 })).toMatchObject([
      { state: "GIVEN_UP", attempts: 2, lastAt: later(120), status: null, failure: "TIMED_OUT" },
    ]);
    expect(await log.givenUp()).toBe(1);
  });

  it("believes a late success, and no late failure", async () => {
    await store.append(sealed("2026-03-01"));
    const slow = await claimed();
    const second = await claimed(later(60), later(120));

    await store.failed(slow, { status: null, failure: "TIMED_OUT" }, null);
    expect(await log.givenUp()).toBe(0);

    await store.delivered(slow, 200);
    await store.failed(second, { status: 500, failure: "REFUSED_BY_STATUS" }, null);
    expect(await log.list({ failed: true, limit: 10 })).toEqual([]);
  });

  it("starts again on request, for every webhook of the settings", async () => {
    const old = new EventStore(opened.database, [ONE]);
    await old.append(sealed("2026-03-01"));
    await store.failed(await claimed(), { status: 410, failure: "GONE" }, null);
    const [{ eventId = "" } = {}] = await log.list({ failed: true, limit: 1 });

    await store.redeliver(eventId);

    expect((await allDue(store, NOW)).map((list) => list.length)).toEqual([1, 1]);
    expect(await firstDue()).toMatchObject({ attempts: 0, firstAt: null });
    await expect(store.redeliver("no-such-event")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("starts again with all that was given up, and with nothing else", async () => {
    for (const day of ["2026-03-01", "2026-03-02", "2026-03-03"]) await store.append(sealed(day));
    await store.failed(await claimed(), { status: 410, failure: "GONE" }, null);
    await store.failed(await claimed(), { status: null, failure: "TIMED_OUT" }, null);
    await store.delivered(await claimed(), 200);

    expect(await store.redeliverGivenUp()).toBe(2);
    expect(await store.redeliverGivenUp()).toBe(0);

    expect(await store.due(ONE, NOW, 10)).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
  });

  it("sends nothing to a webhook that left the settings", async () => {
    await store.append(sealed("2026-03-01"));

    const without = new EventStore(opened.database, [TWO]);

    expect(await allDue(without, NOW)).toMatchObject([[{ url: TWO }]]);
    expect(await without.due(ONE, NOW, 10)).toEqual([]);
  });

  it("keeps no more of a webhook's URL than its origin", async () => {
    await store.append(sealed("2026-03-01"));

    const rows = await opened.database.read((session) => session.rows("SELECT * FROM webhook_delivery"));

    expect(rows).toHaveLength(2);
    for (const value of rows.flatMap((row) => Object.values(row))) expect(String(value)).not.toContain("hunter2");
  });

  it("forgets old events with their deliveries, chunk by chunk, and no younger ones", async () => {
    await opened.database.transaction(async (session) => {
      for (let day = 0; day < 1_100; day += 1) await store.appendIn(session, oldEvent(day));
    });
    await store.append(sealed("2026-03-01"));

    expect(await store.prune(NOW)).toBe(1_100);
    expect(await store.prune(NOW)).toBe(0);

    expect(await log.list({ failed: false, limit: 10 })).toHaveLength(2);
  });
});

async function allDue(store: EventStore, now: Date): Promise<DueDelivery[][]> {
  return Promise.all(store.webhooks.map((url) => store.due(url, now, 10)));
}

function oldEvent(number: number): GatewayEvent {
  return { id: `alert-raised/${number}`, type: "alert.raised", occurredAt: later(-60), data: {} };
}
