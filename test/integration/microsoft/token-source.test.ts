import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault, FaultRule } from "../../../simulator/simulator.js";
import { classifyTokenRefusal } from "../../../src/microsoft/failure.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { failureOf, hurried, memoryStore, REAL_CLOCK, sourcesOf, startCloud, type TestCloud } from "./cloud.js";

let cloud: TestCloud;

beforeEach(async () => {
  cloud = await startCloud();
});

afterEach(async () => {
  const unmet = cloud.simulator.unmetFaults();
  await cloud.simulator.close();
  expect(unmet).toEqual([]);
});

const ask = (fault: Fault, more: Partial<FaultRule> = {}) => cloud.simulator.fault({ on: "token", fault, ...more });
const redeem = (tenant: TenantId = cloud.tenant) => cloud.tokens.redeem(tenant, "graph");
const partner = () => cloud.config.tenantId as TenantId;
const tokenRequests = () => cloud.simulator.requests().filter(({ on }) => on === "token");

describe("a redemption", () => {
  it("gives a token of that tenant for Graph's origin", async () => {
    const token = await cloud.tokens.redeem(cloud.tenant, "graph", "6f1c2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f");

    const [request] = tokenRequests();
    expect(token.tenantId).toBe(cloud.tenant);
    expect(token.expiresOn.getTime()).toBeGreaterThan(Date.now());
    expect(request?.url).toContain(cloud.tenant);
    expect(request?.url).toContain("client-request-id=6f1c2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f");
    expect(new URLSearchParams(request?.body).get("scope")).toContain(`${cloud.simulator.graphUrl}/.default`);
  });

  it("asks nobody where the endpoints are, and nothing twice", async () => {
    await redeem();

    expect(cloud.simulator.requests()).toHaveLength(1);
  });

  it("asks again every time, so that no tenant gets another's token", async () => {
    const tokens = await Promise.all([redeem(), redeem(cloud.other), redeem(), redeem(partner())]);

    expect(tokenRequests()).toHaveLength(4);
    expect(tokens.map(({ tenantId }) => tenantId)).toEqual([cloud.tenant, cloud.other, cloud.tenant, partner()]);
  });

  it("keeps the rotated refresh token", async () => {
    await redeem();
    await redeem();

    const used = tokenRequests().map(({ body }) => new URLSearchParams(body).get("refresh_token"));
    expect(cloud.store.written).toHaveLength(2);
    expect(used[1]).toBe(cloud.store.written[0]);
  });

  it("goes on when old refresh tokens die at their first use", async () => {
    await cloud.simulator.close();
    cloud = await startCloud({ refreshTokenMode: "old-dies" });

    await redeem();
    await redeem(cloud.other);

    expect((await redeem()).tenantId).toBe(cloud.tenant);
  });

  it("leaves a newer refresh token in the store alone", async () => {
    const newer = cloud.simulator.issueRefreshToken();
    const read = cloud.store.read.bind(cloud.store);
    cloud.store.read = async () => {
      const stored = await read();
      await cloud.store.write(cloud.store.version(), newer);
      return stored;
    };

    await redeem();

    expect(cloud.store.written).toEqual([newer]);
  });

  it("tries once more with a refresh token that came in meanwhile", async () => {
    ask({ kind: "aadsts", code: 50173 });
    const storedVersion = cloud.store.storedVersion.bind(cloud.store);
    cloud.store.storedVersion = async () => {
      await cloud.store.write(1, cloud.simulator.issueRefreshToken());
      return storedVersion();
    };

    expect((await redeem()).tenantId).toBe(cloud.tenant);
  });

  it("waits for the refresh token that another process is about to store", async () => {
    ask({ kind: "aadsts", code: 70000 });
    const storedVersion = cloud.store.storedVersion.bind(cloud.store);
    let looks = 0;
    cloud.store.storedVersion = async () => {
      if (++looks === 4) await cloud.store.write(1, cloud.simulator.issueRefreshToken());
      return storedVersion();
    };

    expect((await redeem()).tenantId).toBe(cloud.tenant);
    expect(looks).toBe(4);
    expect(cloud.waits.slice(0, 3)).toEqual([50, 100, 200]);
  });

  it("of many at once all succeed although every use of a refresh token is its last", async () => {
    await cloud.simulator.close();
    cloud = await startCloud({ refreshTokenMode: "old-dies" });
    const { tokens: source } = sourcesOf(cloud.simulator, cloud.config, cloud.store, { clock: REAL_CLOCK });

    const tokens = await Promise.all(Array.from({ length: 12 }, () => source.redeem(cloud.tenant, "graph")));

    expect(tokens).toHaveLength(12);
    expect(cloud.store.version()).toBe(13);
  });

  it("for a tenant that alone refuses the refresh token is not asked for long while others replace it", async () => {
    ask({ kind: "aadsts", code: 700082 }, { tenantId: cloud.tenant, times: Infinity });

    const others = Array.from({ length: 10 }, () => redeem(cloud.other));
    const failure = await failureOf(redeem());
    await Promise.all(others);

    expect(failure.code).toBe("REFRESH_TOKEN_EXPIRED");
    expect(tokenRequests().filter(({ status }) => status === 400).length).toBeLessThanOrEqual(3);
  });

  it("without a stored token says how to sign in", async () => {
    const { tokens } = sourcesOf(cloud.simulator, cloud.config, memoryStore(null));

    await expect(tokens.redeem(cloud.tenant, "graph")).rejects.toMatchObject({
      code: "NOT_SIGNED_IN",
      message: expect.stringContaining("cli login"),
    });
    expect(tokenRequests()).toEqual([]);
  });

  it("refuses a token of another tenant", async () => {
    ask({ kind: "wrong-tenant-token", tid: cloud.other });

    const failure = await failureOf(redeem());

    expect(failure.code).toBe("WRONG_TENANT_TOKEN");
    expect(cloud.store.written).toEqual([]);
  });

  it("of a tenant that Microsoft does not know is a tenant gone", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000" as TenantId;

    expect((await failureOf(redeem(nobody))).code).toBe("TENANT_GONE");
  });

  it("with a wrong secret is the partner's failure", async () => {
    const config = { ...cloud.config, credential: { kind: "secret", secret: "wrong" } as const };
    const { tokens } = sourcesOf(cloud.simulator, config, cloud.store);

    expect(await failureOf(tokens.redeem(cloud.tenant, "graph"))).toMatchObject({
      code: "CLIENT_CREDENTIAL_INVALID",
      detail: "AADSTS7000215",
    });
  });

  it("with a refresh token that is none is the partner's failure", async () => {
    const { tokens } = sourcesOf(cloud.simulator, cloud.config, memoryStore("rubbish"));

    expect((await failureOf(tokens.redeem(cloud.tenant, "graph"))).code).toBe("REFRESH_TOKEN_EXPIRED");
  });
});

describe("a fault of the token endpoint", () => {
  const codes = [
    [700082, 70008, 50173, 50089, 70000, 70043, 700084, 50132, 50133, 7000215, 7000222, 70002, 7000218, 700027, 50012],
    [
      700030, 700016, 700011, 70001, 7000112, 50053, 50057, 50055, 50126, 50144, 50034, 50020, 50014, 51004, 53011,
      530034,
    ],
    [
      9002313, 900144, 90014, 70011, 28002, 53000, 53001, 53002, 53003, 530032, 530035, 50131, 53004, 53010, 50005,
      50097,
    ],
    [50129, 50074, 50076, 50078, 50079, 50072, 50158, 50161, 50177, 50178, 50105, 65001, 65004, 90094, 90095, 90008],
    [
      65005, 650056, 650057, 90099, 650051, 500014, 500011, 650052, 500212, 500213, 500021, 500022, 90002, 90038,
      900382,
    ],
    [900432, 90072, 16003, 50000, 50033, 50087, 90006, 90012, 90024, 90033, 90090, 90091, 40010, 90055, 50196, 90036],
    [90092, 50086, 54005],
  ].flat();

  it.each(codes)("AADSTS%i ends as its own reason", async (code) => {
    ask({ kind: "aadsts", code }, { times: Infinity });

    const failure = await failureOf(redeem());

    const expected = classifyTokenRefusal({ status: 400, errorNo: code, error: null }, "customer");
    expect(failure).toMatchObject({ code: expected.code, detail: `AADSTS${code}` });
    expect(tokenRequests().length > 1).toBe(expected.transient);
  });

  it.each([700016, 700011])("AADSTS%i at the partner's tenant is a wrong credential", async (code) => {
    ask({ kind: "aadsts", code });

    expect((await failureOf(redeem(partner()))).code).toBe("CLIENT_CREDENTIAL_INVALID");
  });

  it.each<[string, Fault]>([
    ["a transient code", { kind: "aadsts", code: 90033 }],
    ["a service principal in the making", { kind: "aadsts", code: 650051 }],
    ["a 500", { kind: "status", status: 500 }],
    ["a proxy's 502", { kind: "status", status: 502, body: "<html>" }],
    ["a reset", { kind: "connection-reset" }],
    ["a cut body", { kind: "cut-body" }],
    ["a hang", { kind: "hang" }],
    ["throttling", { kind: "throttle", retryAfter: "2" }],
  ])("%s that passes is borne", async (_, fault) => {
    if (fault.kind === "hang") cloud = hurried(cloud);
    ask(fault);

    expect((await redeem()).tenantId).toBe(cloud.tenant);
    expect(cloud.waits.length).toBeGreaterThan(0);
  });

  it.each<[string, string, Fault]>([
    ["MICROSOFT_UNAVAILABLE", "a 503", { kind: "status", status: 503 }],
    ["MICROSOFT_UNAVAILABLE", "a reset", { kind: "connection-reset" }],
    ["INVALID_RESPONSE", "HTML with 200", { kind: "html" }],
    ["INVALID_RESPONSE", "malformed JSON", { kind: "malformed-json" }],
    ["INVALID_RESPONSE", "wrong types", { kind: "wrong-types" }],
    ["THROTTLED", "throttling without a time", { kind: "throttle" }],
    ["MFA_REQUIRED", "a claims challenge", { kind: "claims-challenge" }],
  ])("ends as %s for %s that lasts", async (code, _, fault) => {
    ask(fault, { times: Infinity });

    expect((await failureOf(redeem())).code).toBe(code);
  });

  it("that asks for ten minutes ends the run with the instant from which to ask again", async () => {
    ask({ kind: "throttle", retryAfter: "600" });

    const failure = await failureOf(redeem());

    expect(failure.code).toBe("THROTTLED");
    expect(Math.abs((failure.retryAfter?.getTime() ?? 0) - Date.now() - 600_000)).toBeLessThan(5_000);
    expect(cloud.waits).toEqual([]);
  });

  it("that detects a loop is not asked again soon", async () => {
    ask({ kind: "aadsts", code: 50196 });

    const failure = await failureOf(redeem());

    expect(tokenRequests()).toHaveLength(1);
    expect(failure.retryAfter?.getTime()).toBeGreaterThan(Date.now() + 60_000);
  });

  it("that asks for a wait is not asked again within it", async () => {
    ask({ kind: "throttle", retryAfter: "600" }, { tenantId: cloud.tenant });
    await failureOf(redeem());
    cloud.simulator.clearRequests();

    const failure = await failureOf(redeem());

    expect(failure).toMatchObject({ code: "THROTTLED", retryAfter: expect.any(Date) });
    expect(tokenRequests()).toEqual([]);
  });

  it("in one tenant does not hold up another", async () => {
    ask({ kind: "throttle", retryAfter: "600" }, { tenantId: cloud.tenant });

    await failureOf(redeem());

    expect((await redeem(cloud.other)).tenantId).toBe(cloud.other);
  });
});
