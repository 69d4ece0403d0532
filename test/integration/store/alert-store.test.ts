import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Alert } from "../../../src/model/alert.js";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import { AlertStore } from "../../../src/store/write/alert-store.js";
import { EventStore } from "../../../src/store/write/event-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const NOW = Date.parse("2026-03-02T01:00:00.250Z");
const MONDAY = parseSnapshotDate("day", "2026-03-02");
const TUESDAY = parseSnapshotDate("day", "2026-03-03");
const CONTOSO = parseGuid("id", "00000000-0000-4000-8000-000000000001");
const FABRIKAM = parseGuid("id", "00000000-0000-4000-8000-000000000002");

function suspect(more: Partial<Alert> = {}): Alert {
  const text = { code: "SUSPECT", message: "40 of 100 people", remedy: "accept or reject the day" };
  return { kind: "SUSPECT_DAY", tenantId: CONTOSO, day: MONDAY, ...text, ...more };
}

describeEachDatabase("the alert store", (create) => {
  let opened: OpenedDatabase;
  let now = NOW;
  let alerts: AlertStore;

  beforeAll(async () => {
    opened = await openMigrated(create);
    alerts = storeOn(opened.database);
  });

  beforeEach(async () => {
    now = NOW;
    for (const table of ["alert", "event", "webhook_delivery"]) {
      await opened.database.transaction((session) => session.run(`DELETE FROM ${table}`));
    }
  });

  afterAll(() => opened.close());

  function storeOn(database: OpenedDatabase["database"]): AlertStore {
    return new AlertStore(database, new EventStore(database, ["https://example.com/hook"]), () => now);
  }

  async function events(): Promise<{ type: string; data: Record<string, unknown>; timestamp: string }[]> {
    const sql = "SELECT body FROM event ORDER BY occurred_at, event_id";
    const rows = await opened.database.read((session) => session.rows<{ body: string }>(sql));
    return rows.map((row) => JSON.parse(row.body) as Awaited<ReturnType<typeof events>>[number]);
  }

  it("opens an alert once, not every night, and keeps what was said last", async () => {
    expect(await alerts.raise(suspect())).toBe(true);
    now += 86_400_000;
    expect(await alerts.raise(suspect({ message: "39 of 100 people" }))).toBe(false);

    const expected = {
      message: "39 of 100 people",
      raisedAt: new Date(NOW),
      lastSeenAt: new Date(now),
      clearedAt: null,
    };
    expect(await alerts.open()).toEqual([{ ...suspect(), ...expected, alertId: expect.any(String) }]);
    expect(await events()).toHaveLength(1);
  });

  it("tells of an alert in an event without more than the alert says", async () => {
    await alerts.raise(suspect());

    const [open] = await alerts.open();
    const data = { alertId: open?.alertId, ...suspect() };
    const id = `alert-raised/${open?.alertId}`;
    expect(await events()).toEqual([{ id, type: "alert.raised", timestamp: "2026-03-02T01:00:00.250Z", data }]);
  });

  it("keeps kinds, tenants and days apart, and the partner from its tenants", async () => {
    const different = [
      suspect(),
      suspect({ day: TUESDAY }),
      suspect({ tenantId: FABRIKAM }),
      suspect({ kind: "COVERAGE" }),
      suspect({ tenantId: null }),
      suspect({ tenantId: null, day: null }),
    ];

    for (const alert of different) expect(await alerts.raise(alert)).toBe(true);
    for (const alert of different) expect(await alerts.raise(alert)).toBe(false);

    expect(await alerts.open()).toHaveLength(6);
  });

  it("clears what is open of a kind and tenant, tells of each, and opens again afterwards", async () => {
    await alerts.raise(suspect());
    await alerts.raise(suspect({ day: TUESDAY }));
    await alerts.raise(suspect({ tenantId: FABRIKAM }));
    now += 1_000;

    expect(await alerts.clear({ kind: "SUSPECT_DAY", tenantId: CONTOSO })).toBe(2);
    expect(await alerts.clear({ kind: "SUSPECT_DAY", tenantId: CONTOSO })).toBe(0);

    expect((await alerts.open()).map(({ tenantId }) => tenantId)).toEqual([FABRIKAM]);
    const cleared = (await events()).filter(({ type }) => type === "alert.cleared");
    expect(cleared.map(({ data }) => data["day"]).sort()).toEqual([MONDAY, TUESDAY]);
    expect(await alerts.raise(suspect())).toBe(true);
    expect(await alerts.latest(10)).toHaveLength(4);
  });

  it("clears one day alone, and the partner's alert without its tenants'", async () => {
    await alerts.raise(suspect());
    await alerts.raise(suspect({ day: TUESDAY }));
    await alerts.raise(suspect({ tenantId: null }));

    expect(await alerts.clear({ kind: "SUSPECT_DAY", tenantId: CONTOSO, day: TUESDAY })).toBe(1);
    expect(await alerts.clear({ kind: "SUSPECT_DAY", tenantId: null })).toBe(1);

    expect(await alerts.open()).toMatchObject([{ tenantId: CONTOSO, day: MONDAY }]);
  });

  it("opens once when eight workers raise it at the same time", async () => {
    const other = storeOn(opened.another);

    const raised = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 ? alerts : other).raise(suspect())),
    );

    expect(raised.filter(Boolean)).toHaveLength(1);
    expect(await alerts.open()).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  it("opens nothing when its event cannot be written", async () => {
    const failing = { appendIn: () => Promise.reject(new Error("no event")) };

    await expect(new AlertStore(opened.database, failing, () => now).raise(suspect())).rejects.toThrow("no event");

    expect(await alerts.open()).toEqual([]);
  });
});
