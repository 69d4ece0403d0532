import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { MOST_ATTEMPTS } from "../../../src/model/delivery-policy.js";
import { snapshotSealed } from "../../../src/model/gateway-event.js";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import type { DeliveryFailure } from "../../../src/model/webhook-delivery.js";
import { WEBHOOK_TIMEOUTS } from "../../../src/outbound/webhook-sender.js";

const page = readFileSync("docs/webhooks.md", "utf8");
const FAILURES: Readonly<Record<DeliveryFailure, true>> = {
  REFUSED_BY_STATUS: true,
  REDIRECTED: true,
  GONE: true,
  TIMED_OUT: true,
  CONNECTION_FAILED: true,
  CERTIFICATE_REFUSED: true,
};

describe("docs/webhooks.md", () => {
  it("shows the event as it is sent", () => {
    const sealed = {
      tenantId: parseGuid("id", "b33f0000-0000-4000-8000-000000000001"),
      day: parseSnapshotDate("day", "2026-03-02"),
      revision: 1,
    };
    const { id, type, occurredAt, data } = snapshotSealed(sealed, new Date("2026-03-02T01:00:04.120Z"), {
      previousDay: "2026-03-01",
      people: 3,
      changes: [{ kind: "LICENSE_ADDED", people: 3, seats: 0 }],
    });

    expect(page).toContain(JSON.stringify({ id, type, timestamp: occurredAt.toISOString(), data }));
    expect(page).toContain(`webhook-id: ${id}\n`);
  });

  it("describes every failure, and no other", () => {
    const described = [...page.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name);

    expect(described.sort()).toEqual(Object.keys(FAILURES).sort());
  });

  it("knows the limits", () => {
    expect(page).toContain(`After ${MOST_ATTEMPTS} attempts`);
    expect(page).toContain(`within ${WEBHOOK_TIMEOUTS.answerMs / 1_000} seconds`);
    expect(page).toContain(`no connection within ${WEBHOOK_TIMEOUTS.connectMs / 1_000} seconds`);
  });
});
