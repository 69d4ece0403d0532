import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createDeliverWebhooks, type EndedAttempt } from "../../../src/jobs/deliver-webhooks.js";
import { SILENT_LOG } from "../../../src/log.js";
import { MOST_ATTEMPTS } from "../../../src/model/delivery-policy.js";
import { parseGuid } from "../../../src/model/guid.js";
import { snapshotSealed } from "../../../src/model/gateway-event.js";
import { addDays, parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import { createWebhookSender } from "../../../src/outbound/webhook-sender.js";
import { AlertStore } from "../../../src/store/write/alert-store.js";
import { DeliveryLog } from "../../../src/store/write/delivery-log.js";
import { EventStore } from "../../../src/store/write/event-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  type Answer,
  type Received,
  type Receiver,
  startReceiver,
  status,
  verifiedBy,
} from "../../support/webhooks/receiver.js";
import { type OpenedDatabase, openMigrated } from "../store/opened-database.js";

const START = Date.parse("2026-03-02T01:00:00Z");
const SECRET = Buffer.alloc(32, 7);
const HOUR = 3_600_000;
const CONTOSO = parseGuid("id", "00000000-0000-4000-8000-000000000001");
const FIRST_DAY = parseSnapshotDate("day", "2026-01-01");
const never = new AbortController().signal;

describeEachDatabase("the delivery of webhooks", (create) => {
  let opened: OpenedDatabase;
  let receiver: Receiver;
  let other: Receiver;
  let now: number;
  let attempts: string[];
  let lines: { message: string; milliseconds?: number }[];

  beforeAll(async () => {
    opened = await openMigrated(create);
  });

  beforeEach(async () => {
    now = START;
    [attempts, lines] = [[], []];
    [receiver, other] = await Promise.all([startReceiver(), startReceiver()]);
    for (const table of ["alert", "event", "webhook_delivery"]) {
      await opened.database.transaction((session) => session.run(`DELETE FROM ${table}`));
    }
  });

  afterEach(() => Promise.all([receiver.close(), other.close()]));

  afterAll(() => opened.close());

  function worker(urls = [receiver.url], database = opened.database, answerMs = 30_000) {
    const time = () => now;
    const events = new EventStore(database, urls);
    const deliveries = new DeliveryLog(database);
    const alerts = new AlertStore(database, events, time);
    const sender = createWebhookSender({ secrets: [SECRET], time }, { connectMs: 30_000, answerMs });
    const onAttempt = ({ outcome, reason }: EndedAttempt): void =>
      void attempts.push(`${outcome}${reason && " "}${reason}`);
    const note = (message: string, fields = {}): void => void lines.push({ message, ...fields });
    const log = { ...SILENT_LOG, info: note, warn: note };
    const deps = { events, deliveries, alerts, sender, log, time, random: () => 0.5, onAttempt };
    const job = createDeliverWebhooks(deps);
    return { events, deliveries, alerts, run: (signal = never) => job.run({}, { signal }) };
  }

  async function append(events: EventStore, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const sealed = { tenantId: CONTOSO, day: addDays(FIRST_DAY, number), revision: 1 };
      await events.append(snapshotSealed(sealed, new Date(START - 1_000_000 + number)));
    }
  }

  function numbers(of: readonly Received[]): number[] {
    return of.map(({ headers }) => Date.parse(String(headers["webhook-id"]).split("/")[2] ?? "") / 86_400_000 - 20_454);
  }

  it("sends each event once, in its order, signed, to every webhook, and is done with it", async () => {
    const { events, run } = worker([receiver.url, other.url]);
    await append(events, 5);

    await run();
    await run();

    expect(numbers(receiver.received)).toEqual([0, 1, 2, 3, 4]);
    expect(numbers(other.received)).toEqual([0, 1, 2, 3, 4]);
    for (const one of receiver.received) {
      expect(verifiedBy([SECRET.toString("base64")], one)).toHaveLength(1);
      expect(JSON.parse(one.body)).toMatchObject({ id: one.headers["webhook-id"], type: "snapshot.sealed" });
    }
  });

  it("sends more than fits into one batch within one run", async () => {
    const { events, run } = worker();
    await opened.database.transaction(async (session) => {
      for (let number = 0; number < 450; number += 1) {
        const sealed = { tenantId: CONTOSO, day: addDays(FIRST_DAY, number), revision: 1 };
        await events.appendIn(session, snapshotSealed(sealed, new Date(START - 1_000_000 + number)));
      }
    });

    await run();

    expect(numbers(receiver.received)).toEqual(Array.from({ length: 450 }, (_, number) => number));
  });

  it.each<[string, Answer, { status: number | null; failure: string }]>([
    ["a 500", status(500), { status: 500, failure: "REFUSED_BY_STATUS" }],
    [
      "a cut connection",
      (_received, response) => void response.destroy(),
      { status: null, failure: "CONNECTION_FAILED" },
    ],
    ["an answer that never comes", () => {}, { status: null, failure: "TIMED_OUT" }],
    ["a redirect", status(302, { location: "/elsewhere" }), { status: 302, failure: "REDIRECTED" }],
  ])("tries again after %s, later and with the same id and body", async (_, answer, logged) => {
    const { events, deliveries, run } = worker();
    await append(events, 1);
    receiver.answer = answer;

    await (logged.failure === "TIMED_OUT" ? worker([receiver.url], opened.database, 500).run() : run());
    expect(await deliveries.list({ failed: true, limit: 10 })).toMatchObject([
      { state: "PENDING", attempts: 1, nextAt: new Date(START + 30_000), ...logged },
    ]);

    receiver.answer = status(200);
    now += 29_999;
    await run();
    expect(receiver.received).toHaveLength(1);
    now += 1;
    await run();

    const [first, second] = receiver.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers["webhook-timestamp"])).toBe(START / 1_000 + 30);
    expect(verifiedBy([SECRET.toString("base64")], second ?? first!)).toHaveLength(1);
    expect(await deliveries.list({ failed: false, limit: 10 })).toMatchObject([
      { state: "DELIVERED", attempts: 2, status: 200, failure: null },
    ]);
    expect(attempts).toEqual([`failed ${logged.failure}`, "delivered"]);
    const origin = new URL(receiver.url).origin;
    const each = { eventId: first?.headers["webhook-id"], origin, milliseconds: expect.any(Number) };
    expect(lines).toEqual([
      { ...each, message: "webhook not delivered", attempts: 1, ...logged },
      { ...each, message: "webhook delivered", attempts: 2, status: 200 },
    ]);
  });

  it("keeps and logs nothing that the receiver wrote, and logs nothing of the URL's path", async () => {
    const { events, run } = worker([`${receiver.url}/a-secret?key=another`]);
    await append(events, 1);
    receiver.answer = status(500);

    await run();

    const rows = await opened.database.read((session) => session.rows("SELECT * FROM webhook_delivery"));
    for (const value of rows.flatMap((row) => Object.values(row))) expect(String(value)).not.toContain("hunter2");
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|secret|another/);
  });

  it("asks a receiver that is down once a run, and lets no other one wait for it", async () => {
    const { events, run } = worker([receiver.url, other.url]);
    await append(events, 5);
    receiver.answer = status(503);

    await run();
    expect(numbers(receiver.received)).toEqual([0]);
    expect(numbers(other.received)).toEqual([0, 1, 2, 3, 4]);

    receiver.answer = status(204);
    now += 30_000;
    await run();
    expect(numbers(receiver.received)).toEqual([0, 0, 1, 2, 3, 4]);
    expect(other.received).toHaveLength(5);
  });

  it("goes on with the next event when the receiver refuses one", async () => {
    const { events, run } = worker();
    await append(events, 3);
    receiver.answer = (received, response) =>
      status(numbers([received])[0] === 1 ? 422 : 204)(received, response, null!);

    await run();

    expect(numbers(receiver.received)).toEqual([0, 1, 2]);
    expect(attempts).toEqual(["delivered", "failed REFUSED_BY_STATUS", "delivered"]);
  });

  it("gives up after three days with one alert, which ends when everything is delivered on request", async () => {
    const { events, deliveries, alerts, run } = worker();
    await append(events, 1);
    receiver.answer = status(500);

    let hours = 0;
    for (; (await alerts.open()).length === 0; hours += 1) {
      await run();
      now += HOUR;
    }
    expect(hours).toBeGreaterThan(48);
    expect(hours).toBeLessThan(96);
    const [given] = (await deliveries.list({ failed: true, limit: 10 })).filter(({ state }) => state === "GIVEN_UP");
    expect(given).toMatchObject({ type: "snapshot.sealed", attempts: MOST_ATTEMPTS, status: 500 });

    // The alert's own event waits for the same receiver, which takes it now.
    receiver.answer = status(204);
    await run();
    await run();
    expect(receiver.received.at(-1)?.headers["webhook-id"]).toMatch(/^alert-raised\//);
    expect(await alerts.open()).toMatchObject([{ kind: "webhook-undeliverable", tenantId: null }]);

    expect(await events.redeliverGivenUp()).toBe(1);
    await run();
    await run();
    expect(await alerts.open()).toEqual([]);
    const told = receiver.received.slice(-2).map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(told).toEqual(["snapshot.sealed", "alert.cleared"]);
  });

  it("gives an event up at once that the receiver says is not wanted any more", async () => {
    const { events, deliveries, run } = worker();
    await append(events, 1);
    receiver.answer = status(410);

    await run();

    expect(await deliveries.list({ failed: true, limit: 10 })).toMatchObject([
      { state: "GIVEN_UP", attempts: 1, status: 410, failure: "GONE" },
    ]);
  });

  it("sends each event once although two workers deliver at the same time", async () => {
    const [one, two] = [worker(), worker([receiver.url], opened.another)];
    await append(one.events, 30);

    await Promise.all([one.run(), two.run()]);

    expect(numbers(receiver.received).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, number) => number));
  });

  it("sends again, under the same id, what a worker that died may have sent", async () => {
    const { events, run } = worker();
    await append(events, 1);
    const dying = new AbortController();
    receiver.answer = () => dying.abort(new Error("the worker stops"));

    await run(dying.signal);
    receiver.answer = status(204);
    await run();
    expect(receiver.received).toHaveLength(1);
    now += 120_000;
    await run();

    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
    expect(attempts).toEqual(["delivered"]);
  });

  it("forgets what is older than thirty days", async () => {
    const { events, deliveries, run } = worker();
    await append(events, 2);
    await run();

    now += 31 * 24 * HOUR;
    await run();

    expect(await deliveries.list({ failed: false, limit: 10 })).toEqual([]);
  });
});
