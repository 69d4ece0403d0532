import { describe, expect, it } from "@jest/globals";
import { invalidInput } from "../../../src/errors.js";
import type { StoredAlert } from "../../../src/model/alert.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import type { DeliveryEntry } from "../../../src/model/webhook-delivery.js";
import { run, tenantNo, toolsWith, unexpected } from "./hand-made-tools.js";

const AT = new Date("2026-03-02T01:00:00Z");

const open: StoredAlert = {
  ...{ alertId: "a-1", kind: "day-held", tenantId: tenantNo(1), day: parseSnapshotDate("day", "2026-03-02") },
  ...{ code: "SUSPECT", message: "A day is held.", remedy: "Look at `suspect list`." },
  ...{ raisedAt: AT, lastSeenAt: AT, clearedAt: null },
};
const failed: DeliveryEntry = {
  ...{ eventId: "alert-raised/a-1", type: "alert.raised", origin: "https://example.com", state: "PENDING" },
  ...{ attempts: 1, occurredAt: AT, lastAt: AT, nextAt: new Date("2026-03-02T01:00:30Z") },
  ...{ status: 500, failure: "REFUSED_BY_STATUS" },
};

describe("alerts list", () => {
  it("shows what is open with its remedy", async () => {
    const alerts = { open: async () => [open], latest: unexpected };

    const { out } = await run("alerts list", toolsWith({ alerts }));
    const { code, objects } = await run("alerts list --json", toolsWith({ alerts }));

    expect(out).toBe(
      `2026-03-02T01:00:00.000Z  open  day-held  ${tenantNo(1)}  2026-03-02  SUSPECT  A day is held.  Remedy: Look at \`suspect list\`.\n`,
    );
    expect(code).toBe(0);
    expect(objects).toEqual([{ ...open, raisedAt: AT.toISOString(), lastSeenAt: AT.toISOString() }]);
  });

  it("shows the cleared ones too when asked, as many as asked", async () => {
    const latest = async (most: number) => Array<StoredAlert>(most).fill({ ...open, clearedAt: AT });

    const { out } = await run("alerts list --all --most 2", toolsWith({ alerts: { open: unexpected, latest } }));

    expect(out.match(/cleared 2026-03-02T01:00:00.000Z/g)).toHaveLength(2);
  });

  it("says that there is none", async () => {
    const alerts = { open: async () => [], latest: unexpected };

    expect((await run("alerts list", toolsWith({ alerts }))).err).toContain("No alert is open");
  });
});

describe("webhooks deliveries", () => {
  it("shows each with its state, status and next attempt", async () => {
    const asked: object[] = [];
    const deliveries = async (which: object) => (asked.push(which), [failed]);
    const tools = toolsWith({ webhooks: { deliveries, redeliver: unexpected, redeliverGivenUp: unexpected } });

    const { out } = await run("webhooks deliveries", tools);
    const { objects } = await run("webhooks deliveries --failed --most 5 --json", tools);

    expect(out).toContain(
      "PENDING  alert-raised/a-1  https://example.com  1 attempt  REFUSED_BY_STATUS  500  next 2026",
    );
    expect(asked).toEqual([
      { failed: false, limit: 100 },
      { failed: true, limit: 5 },
    ]);
    expect(objects).toMatchObject([{ eventId: "alert-raised/a-1", failure: "REFUSED_BY_STATUS", status: 500 }]);
  });
});

describe("webhooks redeliver", () => {
  it("starts again with the events given", async () => {
    const ids: string[] = [];
    const redeliver = async (id: string) => void ids.push(id);
    const webhooks = { deliveries: unexpected, redeliver, redeliverGivenUp: unexpected };

    const { objects } = await run("webhooks redeliver --id a --id b --json", toolsWith({ webhooks }));

    expect(ids).toEqual(["a", "b"]);
    expect(objects).toEqual([{ eventId: "a" }, { eventId: "b" }]);
  });

  it("starts again with all that was given up", async () => {
    const webhooks = { deliveries: unexpected, redeliver: unexpected, redeliverGivenUp: async () => 7 };

    expect((await run("webhooks redeliver --failed", toolsWith({ webhooks }))).out).toBe("7 deliveries start again\n");
  });

  it("exits 2 without an event, with both, and with one that is not known", async () => {
    const redeliver = () => Promise.reject(invalidInput("--id", "must be the id of an event"));
    const webhooks = { deliveries: unexpected, redeliver, redeliverGivenUp: unexpected };

    for (const line of ["", " --id a --failed", " --id a"]) {
      expect((await run(`webhooks redeliver${line}`, toolsWith({ webhooks }))).code).toBe(2);
    }
  });
});
