import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault, FaultRule } from "../../../simulator/simulator.js";
import { createThrottleGate, type ThrottleScope } from "../../../src/microsoft/throttle-gate.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { failureOf, REAL_CLOCK, sourcesOf, startCloud, usersOf, type TestCloud } from "./cloud.js";

interface Closing {
  readonly scope: ThrottleScope;
  readonly at: number;
  readonly waitMs: number;
}

/** Nobody waits for that in a test, so whoever would have to is refused. */
const FOREVER = "1000000";
const signal = new AbortController().signal;

let cloud: TestCloud;
let closed: Promise<Closing>;

/** Real time, one gate, and an access token in hand for both tenants. */
beforeEach(async () => {
  cloud = await startCloud();
  let tell: (closing: Closing) => void = () => undefined;
  closed = new Promise((resolve) => (tell = resolve));
  const onClose = (_service: string, scope: ThrottleScope, waitMs: number) => tell({ scope, at: Date.now(), waitMs });
  const gate = createThrottleGate({ time: Date.now, onClose });
  Object.assign(cloud, sourcesOf(cloud.simulator, cloud.config, cloud.store, { gate, clock: REAL_CLOCK }));
  for (const tenant of [cloud.tenant, cloud.other]) await cloud.directory.listSubscribedSkus(tenant, signal);
  cloud.simulator.clearRequests();
});

afterEach(async () => {
  const unmet = cloud.simulator.unmetFaults();
  await cloud.simulator.close();
  expect(unmet).toEqual([]);
});

const ask = (fault: Fault, more: Partial<FaultRule> = {}) =>
  cloud.simulator.fault({ on: "users", tenantId: cloud.tenant, fault, ...more });
const requestsOf = (tenant: TenantId) => cloud.simulator.requests().filter(({ tenantId }) => tenantId === tenant);
const skusOf = (tenant: TenantId) => cloud.directory.listSubscribedSkus(tenant, signal);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();

/** Everything that can be asked of a tenant, all at once. */
const everything = (tenant: TenantId): Promise<unknown>[] => [
  usersOf(cloud, tenant),
  usersOf(cloud, tenant),
  skusOf(tenant),
  cloud.tokens.redeem(tenant, "graph"),
];

describe("a tenant that is throttled", () => {
  it.each<[string, () => Fault, [number, number]]>([
    ["one second", () => ({ kind: "throttle", retryAfter: "1" }), [1_000, 1_000]],
    ["a fraction", () => ({ kind: "throttle", retryAfter: "0.3" }), [300, 300]],
    ["a date", () => ({ kind: "throttle", retryAfter: inSeconds(2) }), [1, 2_000]],
    ["no time at all", () => ({ kind: "throttle" }), [1, 500]],
    ["zero", () => ({ kind: "throttle", retryAfter: "0" }), [1, 500]],
    ["a 503 with a time", () => ({ kind: "status", status: 503, headers: { "Retry-After": "0.5" } }), [500, 500]],
  ])("gets no request within the wait, from nobody: %s", async (_, fault, [least, most]) => {
    ask(fault());
    const first = usersOf(cloud);
    const { scope, at, waitMs } = await closed;
    const before = requestsOf(cloud.tenant).length;

    await Promise.all([first, ...everything(cloud.tenant)]);

    expect(scope).toBe("tenant");
    expect(waitMs).toBeGreaterThanOrEqual(least);
    expect(waitMs).toBeLessThanOrEqual(most);
    const later = requestsOf(cloud.tenant).slice(before);
    expect(later.length).toBeGreaterThan(5);
    expect(later.filter((request) => request.at < at + waitMs)).toEqual([]);
  });

  it.each<[string, Fault, FaultRule["on"]]>([
    ["Graph", { kind: "throttle", retryAfter: FOREVER }, "users"],
    ["a 503 of Graph", { kind: "status", status: 503, headers: { "Retry-After": FOREVER } }, "subscribedSkus"],
    ["its sign-in", { kind: "throttle", retryAfter: FOREVER }, "token"],
    ["its sign-in, in a loop", { kind: "aadsts", code: 50196 }, "token"],
  ])("by %s is not asked anything, while another is read as ever", async (_, fault, on) => {
    ask(fault, { on });
    await Promise.allSettled(everything(cloud.tenant));
    cloud.simulator.clearRequests();

    const failures = await Promise.all(everything(cloud.tenant).map(failureOf));
    await Promise.all(everything(cloud.other));

    for (const { code, retryAfter } of failures) {
      expect(code).toBe("THROTTLED");
      expect(retryAfter?.getTime()).toBeGreaterThan(Date.now() + 600_000);
    }
    expect(requestsOf(cloud.tenant)).toEqual([]);
    expect(requestsOf(cloud.other).length).toBeGreaterThanOrEqual(4);
  });

  it("lets go of a request that waits as soon as it is aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("the worker stops");
    ask({ kind: "throttle", retryAfter: "200" });
    const page = cloud.directory.listUsers(cloud.tenant, controller.signal)[Symbol.asyncIterator]().next();
    await closed;
    const before = requestsOf(cloud.tenant).length;

    const waiting = cloud.directory.listSubscribedSkus(cloud.tenant, controller.signal);
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(page).rejects.toBe(reason);
    expect(requestsOf(cloud.tenant)).toHaveLength(before);
  });
});

describe("an application that is throttled", () => {
  const everywhere = { "x-ms-throttle-scope": "Application/Read/1c3f0001/-" };
  const throttled = (retryAfter: string): Fault => ({
    ...{ kind: "graph", status: 429, code: "TooManyRequests" },
    headers: { ...everywhere, "Retry-After": retryAfter },
  });

  it("by Graph waits in every tenant", async () => {
    ask(throttled("0.5"));
    const first = usersOf(cloud);
    const { scope, at, waitMs } = await closed;
    const before = cloud.simulator.requests().length;

    await Promise.all([first, usersOf(cloud, cloud.other), skusOf(cloud.other)]);

    const later = cloud.simulator.requests().slice(before);
    expect(scope).toBe("application");
    expect(later.length).toBeGreaterThan(3);
    expect(later.filter((request) => request.at < at + waitMs)).toEqual([]);
  });

  it("by Graph still signs in and lists its customers", async () => {
    ask(throttled(FOREVER));
    await failureOf(usersOf(cloud));

    expect((await failureOf(usersOf(cloud, cloud.other))).code).toBe("THROTTLED");
    expect((await cloud.tokens.redeem(cloud.other, "graph")).tenantId).toBe(cloud.other);
    expect((await cloud.customers.listCustomers(signal)).length).toBeGreaterThan(0);
  });

  it("by the token endpoint signs in nowhere, and reads on with the tokens in hand", async () => {
    ask({ kind: "status", status: 429, headers: { "Retry-After": FOREVER } }, { on: "token" });
    await failureOf(cloud.tokens.redeem(cloud.tenant, "graph"));
    cloud.simulator.clearRequests();

    expect((await failureOf(cloud.tokens.redeem(cloud.other, "graph"))).code).toBe("THROTTLED");
    expect(cloud.simulator.requests()).toEqual([]);
    expect((await usersOf(cloud)).length).toBeGreaterThan(0);
  });

  it("by the Partner Center is not asked there again, and reads its tenants", async () => {
    const throttle = { kind: "throttle", retryAfter: FOREVER } as const;
    cloud.simulator.fault({ on: "customers", fault: throttle });
    await failureOf(cloud.customers.listCustomers(signal));
    cloud.simulator.clearRequests();

    expect((await failureOf(cloud.customers.listCustomers(signal))).code).toBe("THROTTLED");
    expect(cloud.simulator.requests()).toEqual([]);
    await Promise.all([cloud.tenant, cloud.other].flatMap(everything));
  });
});
