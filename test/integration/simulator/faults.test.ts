import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { AADSTS_CODES } from "../../../simulator/entra/aadsts-codes.js";
import { startSimulator, type Fault, type FaultRule, type Simulator } from "../../../simulator/simulator.js";
import {
  bearerFor,
  claimsOf,
  customer,
  graph,
  postToken,
  refreshForm,
  token,
  type TokenBody,
  type UsersBody,
} from "./client.js";

const PATIENCE_MILLISECONDS = 150;
let simulator: Simulator;
let tenantId: string;
let headers: Record<string, string>;
beforeAll(async () => {
  simulator = await startSimulator({ today: () => "2026-09-01" });
  tenantId = customer(simulator, 1).tenantId;
  headers = await bearerFor(simulator, tenantId);
});
afterEach(() => {
  expect(simulator.unmetFaults()).toEqual([]);
  simulator.clearFaults();
});
afterAll(() => simulator.close());

function onUsers(fault: Fault, rule: Partial<FaultRule> = {}): void {
  simulator.fault({ on: "users", fault, ...rule });
}

function users(signal: AbortSignal | null = null): Promise<Response> {
  return fetch(`${simulator.graphUrl}/v1.0/users?$select=id`, { headers, signal });
}

describe("faults of the connection", () => {
  it("hang: no answer comes", async () => {
    onUsers({ kind: "hang" });

    await expect(users(AbortSignal.timeout(PATIENCE_MILLISECONDS))).rejects.toThrow(/timeout/);
  });

  it("slow-drip: the answer comes, but not its end", async () => {
    onUsers({ kind: "slow-drip", bytesPerSecond: 50 });

    const response = await users(AbortSignal.timeout(2 * PATIENCE_MILLISECONDS));

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/timeout/);
  });

  it("cut-body: the answer breaks off", async () => {
    onUsers({ kind: "cut-body" });

    const response = await users();

    await expect(response.text()).rejects.toThrow("terminated");
  });

  it("connection-reset: the connection breaks", async () => {
    onUsers({ kind: "connection-reset" });

    await expect(users()).rejects.toThrow("fetch failed");
  });
});

describe("faults of the answer", () => {
  it("malformed-json: 200 with a body that cannot be parsed", async () => {
    onUsers({ kind: "malformed-json" });

    const response = await users();

    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(/JSON/);
  });

  it("huge-page: 200 with a list as long as asked for", async () => {
    onUsers({ kind: "huge-page", bytes: 3_000_000 });

    const response = await users();

    const text = await response.text();
    expect(text.length).toBeGreaterThan(3_000_000);
    expect(text.length).toBeLessThan(3_200_000);
    expect((JSON.parse(text) as UsersBody).value.length).toBeGreaterThan(90_000);
  });

  it("html: 200 with a page", async () => {
    onUsers({ kind: "html" });

    const response = await users();

    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  });

  it("wrong-types: fields that are not what they should be, on every endpoint", async () => {
    for (const on of ["users", "subscribedSkus", "token"] as const)
      simulator.fault({ on, fault: { kind: "wrong-types" } });

    const page = (await (await users()).json()) as UsersBody;
    const skus = (await (await fetch(`${simulator.graphUrl}/v1.0/subscribedSkus`, { headers })).json()) as {
      value: object[];
    };
    const body = await token(simulator, tenantId);

    expect([page.value[0]?.id, typeof body.access_token]).toEqual([42, "object"]);
    expect(skus.value[0]).toMatchObject({ consumedUnits: "many" });
  });

  it("status: any status, body and headers", async () => {
    onUsers({ kind: "status", status: 503, body: "busy", headers: { "Retry-After": "3" } });

    const response = await users();

    expect([response.status, await response.text(), response.headers.get("retry-after")]).toEqual([503, "busy", "3"]);
  });

  it("graph: an error of Graph's", async () => {
    onUsers({
      kind: "graph",
      status: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    });

    const response = await users();

    const { error } = (await response.json()) as UsersBody;
    expect(response.status).toBe(403);
    expect(error).toMatchObject({
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    });
  });

  it.each(["1", "0", "2.128", "1000000", "Wed, 21 Oct 2026 07:28:00 GMT", undefined])(
    "throttle: Retry-After %s, verbatim",
    async (retryAfter) => {
      onUsers(retryAfter === undefined ? { kind: "throttle" } : { kind: "throttle", retryAfter });

      const response = await users();

      expect(response.status).toBe(429);
      expect(response.headers.get("retry-after")).toBe(retryAfter ?? null);
      expect(((await response.json()) as UsersBody).error?.code).toBe("TooManyRequests");
    },
  );

  it("throttle: on the token endpoint as AADSTS90055, on Partner Center in its own words", async () => {
    simulator.fault({ on: "token", fault: { kind: "throttle", retryAfter: "4" } });
    const refused = await postToken(simulator, tenantId, refreshForm(simulator));
    simulator.fault({ on: "customers", fault: { kind: "throttle", retryAfter: "5" } });
    const partner = await bearerFor(simulator, simulator.partnerTenantId);

    const customers = await fetch(`${simulator.partnerCenterUrl}/v1/customers?size=40`, { headers: partner });

    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "4"]);
    expect([customers.status, customers.headers.get("retry-after")]).toEqual([429, "5"]);
  });

  it("claims-challenge: 401 with claims to be asked for", async () => {
    onUsers({ kind: "claims-challenge" });

    const response = await users();

    const challenge = response.headers.get("www-authenticate") ?? "";
    expect(response.status).toBe(401);
    expect(challenge).toContain('error="insufficient_claims"');
    expect(Buffer.from(/claims="([^"]+)"/.exec(challenge)?.[1] ?? "", "base64").toString()).toContain("access_token");
  });
});

describe("faults of the sign-in", () => {
  it.each([...AADSTS_CODES.keys()])("aadsts: %d, with the status and error that belong to it", async (code) => {
    simulator.fault({ on: "token", tenantId, fault: { kind: "aadsts", code } });

    const response = await postToken(simulator, tenantId, refreshForm(simulator));

    const known = AADSTS_CODES.get(code);
    expect(response.status).toBe(known?.status);
    expect((await response.json()) as TokenBody).toMatchObject({ error: known?.error, error_codes: [code] });
  });

  it("aadsts: a suberror of one's own", async () => {
    simulator.fault({ on: "token", fault: { kind: "aadsts", code: 50173, suberror: "bad_token" } });

    expect(await token(simulator, tenantId)).toMatchObject({ suberror: "bad_token" });
  });

  it("wrong-tenant-token: a token of another tenant, whose directory it opens", async () => {
    const other = customer(simulator, 0).tenantId;
    simulator.fault({ on: "token", tenantId, fault: { kind: "wrong-tenant-token", tid: other } });

    const body = await token(simulator, tenantId);

    expect(claimsOf(body.access_token).tid).toBe(other);
  });
});

describe("a fault", () => {
  it("befalls its tenant alone", async () => {
    onUsers({ kind: "html" }, { tenantId });

    const other = await graph(simulator, customer(simulator, 0).tenantId, "users?$select=id");
    const own = await users();

    expect([other, own].map((response) => response.headers.get("content-type"))).toEqual([
      "application/json; charset=utf-8",
      "text/html; charset=utf-8",
    ]);
  });

  it("befalls the requests it was asked for and is written on their record", async () => {
    onUsers({ kind: "graph", status: 500, code: "generalException" }, { from: 2, times: 2 });
    simulator.clearRequests();

    for (let i = 0; i < 4; i++) await users();
    await wait(10);

    const records = simulator.requests().map(({ on, status, fault }) => [on, status, fault]);
    const broken = ["users", 500, "graph"];
    expect(records).toEqual([["users", 200, undefined], broken, broken, ["users", 200, undefined]]);
  });
});
