import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { HandRunQueue } from "../../support/jobs/hand-run-queue.js";
import { Night } from "../../support/jobs/night.js";
import { until } from "../../support/until.js";

const DAY_MS = 86_400_000;

describeEachDatabase("the refresh token that nobody uses", (create) => {
  let night: Night;
  const queue = new HandRunQueue();

  beforeAll(async () => {
    night = await Night.open(create, { sizes: [12] });
    night.worker({ queue });
  });
  afterAll(() => night.close());
  beforeEach(async () => {
    for (const table of ["token", "alert", "partner_pause"]) await night.run(`DELETE FROM ${table}`);
    night.simulator.clearFaults();
    night.simulator.clearRequests();
  });

  async function signedInDaysAgo(days: number): Promise<void> {
    await night.signIn();
    await age(days);
  }

  const age = (days: number) => night.run("UPDATE token SET issued_at = ?", [Date.now() - days * DAY_MS]);
  const renew = (signal?: AbortSignal) => queue.run("renew-token", {}, signal);

  async function daysOld(): Promise<number> {
    const [row] = await night.rows<{ issued_at: number }>("SELECT issued_at FROM token");
    return Math.round((Date.now() - (row?.issued_at ?? 0)) / DAY_MS);
  }

  it("is renewed within a week", async () => {
    await signedInDaysAgo(5.9);
    await renew();
    expect(night.asked("token")).toEqual([]);

    await age(6);
    await renew();

    expect(night.asked("token")).toMatchObject([{ tenantId: night.simulator.partnerTenantId, status: 200 }]);
    expect(await daysOld()).toBe(0);
    expect(await night.alerts()).toEqual([]);
  });

  it("raises an alert after 30 days without renewal and an urgent one after 75, and ends them with the renewal", async () => {
    const unavailable = { kind: "status", status: 503 } as const;
    night.simulator.fault({ on: "token", times: Infinity, fault: unavailable });
    await signedInDaysAgo(29.9);
    await renew();
    expect(await night.alerts()).toEqual([]);

    await age(30);
    await renew();
    await renew();
    expect(await night.alerts()).toEqual([{ kind: "token-old", code: "TOKEN_NOT_RENEWED", cleared_at: null }]);

    await age(75);
    await renew();
    expect(await night.alerts()).toMatchObject([
      { kind: "token-old", cleared_at: null },
      { kind: "token-dying", code: "TOKEN_DIES_SOON", cleared_at: null },
    ]);

    night.simulator.clearFaults();
    await renew();
    expect((await night.alerts()).filter(({ cleared_at: cleared }) => cleared === null)).toEqual([]);
  });

  it("pauses everything when it is found dead", async () => {
    await signedInDaysAgo(10);
    night.simulator.fault({ on: "token", times: Infinity, fault: { kind: "aadsts", code: 700082 } });

    await renew();

    expect(await night.alerts()).toMatchObject([{ kind: "partner-paused", code: "REFRESH_TOKEN_EXPIRED" }]);
    const asked = night.asked("token").length;
    await renew();
    expect(night.asked("token")).toHaveLength(asked);
  });

  it("is left to the next run when the worker stops while Entra does not answer", async () => {
    await signedInDaysAgo(10);
    night.simulator.fault({ on: "token", times: Infinity, fault: { kind: "hang" } });
    const stop = new AbortController();
    const renewing = renew(stop.signal).catch((cause: unknown) => cause);
    await until(() => night.asked("token").length > 0);

    stop.abort(new Error("the worker stops"));

    expect(await renewing).toBe(stop.signal.reason);
    expect(night.asked("token").length).toBe(1);
    expect(await daysOld()).toBe(10);
    night.simulator.clearFaults();
    await renew();
    expect(await daysOld()).toBe(0);
  });

  it("asks nobody before the first sign-in", async () => {
    await renew();

    expect(night.simulator.requests()).toEqual([]);
    expect(await night.alerts()).toEqual([]);
  });
});
