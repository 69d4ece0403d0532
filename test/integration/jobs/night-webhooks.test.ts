import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Worker } from "../../../src/jobs/worker.js";
import { Night } from "../../support/jobs/night.js";
import { describeEachNightPlace } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";
import { type Receiver, startReceiver, verifiedBy } from "../../support/webhooks/receiver.js";

const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;

describeEachNightPlace("the webhooks of a worker", (create) => {
  let receiver: Receiver;
  let night: Night;
  let worker: Worker;

  beforeEach(async () => {
    receiver = await startReceiver();
    const settings = { WEBHOOK_URLS: receiver.url, WEBHOOK_SECRET: SECRET };
    night = await Night.open(create, { sizes: [3], settings });
    worker = night.worker();
  });

  afterEach(async () => {
    await worker.drain(10_000);
    await night.close();
    await receiver.close();
  });

  it("tell that nobody is signed in, signed with the secret of the settings", async () => {
    await worker.start();
    await until(async () => receiver.received.length > 0);

    const [told] = receiver.received;
    expect(JSON.parse(told?.body ?? "")).toMatchObject({
      type: "alert.raised",
      data: { kind: "partner-paused", tenantId: null, code: "NOT_SIGNED_IN", remedy: expect.stringContaining("login") },
    });
    expect(verifiedBy([SECRET], told!)).toEqual([SECRET]);
  });

  it("tell of each day that was sealed, with what it changed", async () => {
    await night.signIn();
    await worker.start();
    const days = () => receiver.received.filter(({ body }) => body.includes('"type":"snapshot.sealed"'));
    await until(async () => days().length > 0);

    const [first] = days();
    const [tenantId] = await night.importer.activeTenants();
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      id: `snapshot-sealed/${tenantId}/2026-03-01/1`,
      data: { tenantId, day: "2026-03-01", revision: 1, previousDay: null, people: 0, changes: [] },
    });
    const counted = /^snapshot_gateway_webhook_attempts_total\{outcome="delivered",reason=""\} [1-9]/m;
    await until(async () => counted.test(await night.base.metrics.text()));
  });
});
