import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault, FaultRule } from "../../../simulator/simulator.js";
import { createDirectorySource } from "../../../src/microsoft/directory.js";
import { SILENT_LOG } from "../../../src/log.js";
import { UNRECORDED, failureOf, hurried, idsOf, startCloud, usersOf, type TestCloud } from "./cloud.js";

let cloud: TestCloud;

beforeEach(async () => {
  cloud = await startCloud();
});

afterEach(async () => {
  const unmet = cloud.simulator.unmetFaults();
  await cloud.simulator.close();
  expect(unmet).toEqual([]);
});

const ask = (fault: Fault, more: Partial<FaultRule> = {}) =>
  cloud.simulator.fault({ on: "users", tenantId: cloud.tenant, fault, ...more });
const SILENT = new Set<string>(["hang", "slow-drip"]);
const always = { times: Infinity };
const signal = new AbortController().signal;
const listed = () => cloud.simulator.requests().filter(({ on }) => on === "users");
const truth = () => [...cloud.simulator.usersOf(cloud.tenant, cloud.simulator.today())];

describe("a listing of users", () => {
  it("holds everybody of the tenant, page by page", async () => {
    const steps = await usersOf(cloud);

    expect(steps.length).toBeGreaterThan(1);
    expect(idsOf(steps).sort()).toEqual(
      truth()
        .map(({ id }) => id.toLowerCase())
        .sort(),
    );
  });

  it("holds what Microsoft says of a person, licenses sorted", async () => {
    const steps = await usersOf(cloud);

    const users = steps.flatMap((step) => (step.kind === "page" ? step.users : []));
    for (const expected of truth()) {
      const user = users.find(({ id }) => id === expected.id.toLowerCase());
      expect(user?.attributes.displayName).toBe(expected.displayName);
      expect(user?.attributes.department).toBe(expected.department);
      expect(user?.managerId).toBe(expected.manager?.id ?? null);
      expect(user?.licenses.map(({ skuId }) => skuId)).toEqual(
        expected.assignedLicenses.map(({ skuId }) => skuId).sort(),
      );
    }
  });

  it("keeps two tenants apart", async () => {
    const [mine, others] = await Promise.all([usersOf(cloud), usersOf(cloud, cloud.other)]);

    const ids = new Set(idsOf(mine));
    expect(idsOf(others).length).toBeGreaterThan(0);
    expect(idsOf(others).filter((id) => ids.has(id))).toEqual([]);
  });

  it("asks for the published fields, in as large pages as there are, and for nothing else", async () => {
    await usersOf(cloud);
    await cloud.directory.listSubscribedSkus(cloud.tenant, signal);

    const asked = cloud.simulator.requests().filter(({ on }) => on !== "token");
    const [users, skus] = [asked[0], asked.at(-1)].map((request) => new URL(request?.url ?? "", "http://graph"));
    const fieldsOf = (url: URL | undefined) => url?.searchParams.get("$select")?.split(",").sort().join(" ");
    expect(fieldsOf(users)).toBe(
      "assignedLicenses city companyName country department displayName givenName id jobTitle mail officeLocation " +
        "onPremisesExtensionAttributes postalCode preferredLanguage state streetAddress surname usageLocation " +
        "userPrincipalName userType",
    );
    expect(Object.fromEntries(users?.searchParams ?? [])).toEqual({
      $select: expect.any(String),
      $expand: "manager($select=id)",
      $top: "999",
    });
    expect(fieldsOf(skus)).toBe("consumedUnits prepaidUnits servicePlans skuId skuPartNumber");
    expect([...(skus?.searchParams.keys() ?? [])]).toEqual(["$select"]);
  });

  it("sends what Graph asks of a considerate client", async () => {
    await usersOf(cloud);

    const [first] = listed();
    expect(first?.headers).toMatchObject({
      "x-ms-throttle-priority": "Low",
      "accept-encoding": "gzip",
      "client-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "user-agent": expect.stringContaining("snapshot-gateway"),
    });
  });

  it("counts its pages and retries", async () => {
    ask({ kind: "status", status: 503 }, { from: 2 });
    const stats = { pages: 0, retries: 0 };

    const steps = [];
    for await (const step of cloud.directory.listUsers(cloud.tenant, signal, stats)) steps.push(step);

    expect(stats).toEqual({ pages: steps.length, retries: 1 });
  });

  it("redeems one token for both listings of a tenant", async () => {
    await usersOf(cloud);
    await cloud.directory.listSubscribedSkus(cloud.tenant, signal);

    expect(cloud.simulator.requests().filter(({ on }) => on === "token")).toHaveLength(1);
  });

  it("ends with the reason of the signal that aborts it", async () => {
    const controller = new AbortController();
    const reason = new Error("the day is over");
    ask({ kind: "hang" });
    const listing = cloud.directory.listUsers(cloud.tenant, controller.signal)[Symbol.asyncIterator]();

    const first = listing.next();
    setTimeout(() => controller.abort(reason), 50);

    await expect(first).rejects.toBe(reason);
  });
});

describe("a passing fault", () => {
  const challenge403: Fault = {
    ...{ kind: "graph", status: 403, code: "Authorization_RequestDenied" },
    headers: { "WWW-Authenticate": 'Bearer realm="", error="insufficient_claims", claims="e30="' },
  };
  const passing: [string, Fault][] = [
    ["a 500", { kind: "status", status: 500 }],
    ["a 502 of a proxy", { kind: "status", status: 502, body: "<html>" }],
    ["a 503", { kind: "graph", status: 503, code: "serviceNotAvailable" }],
    ["a 504", { kind: "graph", status: 504, code: "UnknownError" }],
    ["a reset", { kind: "connection-reset" }],
    ["a cut body", { kind: "cut-body" }],
    ["a hang", { kind: "hang" }],
    ["a slow drip", { kind: "slow-drip", bytesPerSecond: 10 }],
    ["throttling without a time", { kind: "throttle" }],
    ["throttling for no time", { kind: "throttle", retryAfter: "0" }],
    ["a refused token", { kind: "graph", status: 401, code: "InvalidAuthenticationToken" }],
    ["a claims challenge", { kind: "claims-challenge" }],
    ["a claims challenge by 403", challenge403],
  ];

  it.each(passing)("on the second page, %s, does not shrink the listing", async (_, fault) => {
    if (SILENT.has(fault.kind)) cloud = hurried(cloud);
    ask(fault, { from: 2 });

    const steps = await usersOf(cloud);

    expect(idsOf(steps)).toHaveLength(truth().length);
    expect(steps.every(({ kind }) => kind === "page")).toBe(true);
  });

  it("asks for a failed page with the same link again", async () => {
    ask({ kind: "status", status: 500 }, { from: 2 });

    await usersOf(cloud);

    expect(listed()[1]?.status).toBe(500);
    expect(listed()[2]?.url).toBe(listed()[1]?.url);
  });

  it.each([
    ["3", 3_000],
    ["1.5", 1_500],
    ["290", 290_000],
  ])("with Retry-After %s waits as long as it was told", async (retryAfter, expected) => {
    ask({ kind: "throttle", retryAfter });

    await usersOf(cloud);

    expect(cloud.waits).toEqual([expected]);
  });

  it("an empty page with a next link does not end the listing", async () => {
    ask({ kind: "empty-page" });

    const steps = await usersOf(cloud);

    expect(steps[0]).toEqual({ kind: "page", users: [] });
    expect(steps.length).toBeGreaterThan(1);
  });

  it("a person on two pages is handed on twice", async () => {
    ask({ kind: "repeat-person" }, { from: 2 });

    const ids = idsOf(await usersOf(cloud));

    expect(ids.length).toBe(new Set(ids).size + 1);
  });
});

describe("a lasting fault has an outcome of its own", () => {
  const foreign = { kind: "foreign-next-link", host: "graph.evil.example", protocol: "https:" } as const;
  const lasting: [string, string, Fault][] = [
    ["5xx", "MICROSOFT_UNAVAILABLE", { kind: "status", status: 500 }],
    ["a reset", "MICROSOFT_UNAVAILABLE", { kind: "connection-reset" }],
    ["a cut body", "MICROSOFT_UNAVAILABLE", { kind: "cut-body" }],
    ["a hang", "MICROSOFT_UNAVAILABLE", { kind: "hang" }],
    ["a slow drip", "MICROSOFT_UNAVAILABLE", { kind: "slow-drip", bytesPerSecond: 10 }],
    ["malformed JSON", "INVALID_RESPONSE", { kind: "malformed-json" }],
    ["HTML with 200", "INVALID_RESPONSE", { kind: "html" }],
    ["wrong types", "INVALID_RESPONSE", { kind: "wrong-types" }],
    ["a page loop", "INVALID_RESPONSE", { kind: "page-loop" }],
    ["a foreign next link", "INVALID_RESPONSE", foreign],
    ["a bad request", "INVALID_RESPONSE", { kind: "graph", status: 400, code: "Request_BadRequest" }],
    ["an unknown property", "INVALID_RESPONSE", { kind: "graph", status: 501, code: "NotImplemented" }],
    ["nothing there", "INVALID_RESPONSE", { kind: "graph", status: 404, code: "Request_ResourceNotFound" }],
    ["a 403", "ACCESS_DENIED", { kind: "graph", status: 403, code: "Authorization_RequestDenied" }],
    ["a lost identity", "GDAP_MISSING", { kind: "graph", status: 403, code: "Authorization_IdentityNotFound" }],
    ["a token refused twice", "ACCESS_DENIED", { kind: "graph", status: 401, code: "InvalidAuthenticationToken" }],
    ["a challenge twice", "BLOCKED_BY_CONDITIONAL_ACCESS", { kind: "claims-challenge" }],
    ["throttling", "THROTTLED", { kind: "throttle" }],
    ["an empty directory", "EMPTY_DIRECTORY", { kind: "empty-directory" }],
    ["an expired page token", "LISTING_UNSTABLE", { kind: "expired-page-token" }],
  ];

  it.each(lasting)("%s: %s", async (_, code, fault) => {
    if (SILENT.has(fault.kind)) cloud = hurried(cloud);
    ask(fault, always);

    const failure = await failureOf(usersOf(cloud));

    expect(failure.code).toBe(code);
    expect(failure.detail).toMatch(/^GET \/users/);
  });

  const zipBomb = `{"value":[${"null,".repeat(6_000_000)}null]}`;

  it.each<[string, Fault]>([
    ["never ends", { kind: "huge-page", bytes: Infinity }],
    ["is short and unpacks to 30 MB", { kind: "status", status: 200, body: zipBomb }],
  ])("a page that %s is not read to its end, nor asked for again", async (_, fault) => {
    ask(fault, always);

    const failure = await failureOf(usersOf(cloud));

    expect(failure).toMatchObject({ code: "INVALID_RESPONSE", detail: "GET /users answered with more than 16 MB" });
    expect(listed()).toHaveLength(1);
  });

  it("a second page that stays away fails the whole listing", async () => {
    ask({ kind: "status", status: 500 }, { from: 2, times: Infinity });

    expect((await failureOf(usersOf(cloud))).code).toBe("MICROSOFT_UNAVAILABLE");
  });

  it.each(["301", "86400"])(
    "Retry-After %s ends the run with the instant from which to ask again",
    async (retryAfter) => {
      ask({ kind: "throttle", retryAfter });
      const before = Date.now();

      const failure = await failureOf(usersOf(cloud));

      expect(failure.code).toBe("THROTTLED");
      expect(failure.retryAfter?.getTime()).toBeGreaterThanOrEqual(before + Number(retryAfter) * 1000);
      expect(cloud.waits).toEqual([]);
    },
  );

  it("a Retry-After date far away ends the run as throttled", async () => {
    const date = new Date(Date.now() + 3_600_000);
    ask({ kind: "throttle", retryAfter: date.toUTCString() });

    const failure = await failureOf(usersOf(cloud));

    expect(Math.abs((failure.retryAfter?.getTime() ?? 0) - date.getTime())).toBeLessThan(5_000);
  });

  it("a 503 that asks for an hour ends the run as throttled", async () => {
    ask({ kind: "status", status: 503, headers: { "Retry-After": "3600" } });

    expect((await failureOf(usersOf(cloud))).code).toBe("THROTTLED");
  });

  it("a refused claims challenge is the token endpoint's own reason", async () => {
    ask({ kind: "claims-challenge" });
    cloud.simulator.fault({ on: "token", tenantId: cloud.tenant, from: 2, fault: { kind: "aadsts", code: 53003 } });

    const failure = await failureOf(usersOf(cloud));

    expect(failure).toMatchObject({ code: "BLOCKED_BY_CONDITIONAL_ACCESS", detail: "AADSTS53003" });
  });

  it("a next link to another host never gets a request", async () => {
    const stranger = await startCloud();
    ask({ kind: "foreign-next-link", host: new URL(stranger.simulator.graphUrl).host, protocol: "http:" });

    const failure = await failureOf(usersOf(cloud));

    expect(failure.code).toBe("INVALID_RESPONSE");
    expect(stranger.simulator.requests()).toEqual([]);
    await stranger.simulator.close();
  });
});

describe("an expired page token", () => {
  it.each(["Directory_ExpiredPageToken", "DirectoryPageTokenNotFoundException"] as const)(
    "%s restarts the listing at page one",
    async (code) => {
      ask({ kind: "expired-page-token", code });

      const steps = await usersOf(cloud);

      const restart = steps.findIndex(({ kind }) => kind === "restart");
      expect(restart).toBeGreaterThan(0);
      expect(idsOf(steps.slice(restart))).toHaveLength(truth().length);
    },
  );

  it("three times is borne", async () => {
    ask({ kind: "expired-page-token" }, { times: 3 });

    const steps = await usersOf(cloud);

    expect(steps.filter(({ kind }) => kind === "restart")).toHaveLength(3);
  });

  it("four times is a listing that is unstable", async () => {
    ask({ kind: "expired-page-token" }, { times: 4 });

    expect((await failureOf(usersOf(cloud))).code).toBe("LISTING_UNSTABLE");
  });
});

describe("subscribed SKUs", () => {
  const skus = () => cloud.directory.listSubscribedSkus(cloud.tenant, signal);

  it("are all there, with their plans sorted", async () => {
    const listedSkus = await skus();

    const expected = cloud.simulator.skusOf(cloud.tenant, cloud.simulator.today());
    expect(listedSkus.map(({ skuId }) => skuId).sort()).toEqual(expected.map(({ skuId }) => skuId).sort());
    for (const { servicePlans } of listedSkus) {
      const ids = servicePlans.map(({ servicePlanId }) => servicePlanId);
      expect(ids).toEqual([...ids].sort());
    }
  });

  it.each<[string, Fault]>([
    ["ACCESS_DENIED", { kind: "graph", status: 403, code: "Authorization_RequestDenied" }],
    ["INVALID_RESPONSE", { kind: "wrong-types" }],
    ["INVALID_RESPONSE", { kind: "malformed-json" }],
    ["MICROSOFT_UNAVAILABLE", { kind: "connection-reset" }],
  ])("end as %s", async (code, fault) => {
    cloud.simulator.fault({ on: "subscribedSkus", times: Infinity, fault });

    expect((await failureOf(skus())).code).toBe(code);
  });
});

describe("a token that runs out in the midst of a listing", () => {
  it("is redeemed anew, and its tenant checked again", async () => {
    await cloud.simulator.close();
    cloud = await startCloud({ accessTokenLifetimeSeconds: 240 });
    cloud.simulator.fault({
      on: "token",
      tenantId: cloud.tenant,
      from: 3,
      fault: { kind: "wrong-tenant-token", tid: cloud.other },
    });

    const failure = await failureOf(usersOf(cloud));

    expect(failure.code).toBe("WRONG_TENANT_TOKEN");
    expect(listed()).toHaveLength(2);
  });

  it("is replaced without a gap when five minutes are left", async () => {
    let now = Date.now();
    const directory = createDirectorySource({ ...cloud, accesses: UNRECORDED, log: SILENT_LOG, time: () => now });

    // Tokens live for an hour; after two pages less than five minutes are left.
    for await (const _ of directory.listUsers(cloud.tenant, signal)) now += 28 * 60_000;

    expect(cloud.simulator.requests().map(({ on }) => on)).toEqual(["token", "users", "users", "token", "users"]);
  });
});
