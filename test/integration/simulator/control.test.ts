import { afterAll, beforeEach, beforeAll, describe, expect, it } from "@jest/globals";
import { FAULT_KINDS } from "../../../simulator/control/read-fault-rule.js";
import { startSimulator, type Simulator } from "../../../simulator/simulator.js";
import { customer, graph, token } from "./client.js";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

async function control(method: string, path: string, body?: object): Promise<[number, Record<string, unknown>]> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${simulator.graphUrl}/__simulator/${path}`, init);
  return [response.status, (await response.json()) as Record<string, unknown>];
}

describe("the control endpoint", () => {
  it("tells what a client needs to know", async () => {
    const [status, state] = await control("GET", "");

    const { loginUrl, clientId, clientSecret, partnerTenantId, tenants } = simulator;
    expect(status).toBe(200);
    expect(state).toMatchObject({ loginUrl, clientId, clientSecret, partnerTenantId, tenants, unmetFaults: [] });
  });

  it("takes a fault, and forgets it", async () => {
    const rule = { on: "users", times: "always", fault: { kind: "graph", status: 500, code: "generalException" } };
    await control("POST", "faults", rule);
    const broken = await graph(simulator, customer(simulator, 0).tenantId, "users");

    await control("DELETE", "faults");

    const whole = await graph(simulator, customer(simulator, 0).tenantId, "users");
    expect([broken.status, whole.status]).toEqual([500, 200]);
  });

  it("names the faults that were not met", async () => {
    const rule = { on: "customers", fault: { kind: "html" } };
    await control("POST", "faults", rule);

    expect(await control("GET", "faults")).toEqual([200, { unmet: [rule] }]);
  });

  it.each([
    [{ on: "groups", fault: { kind: "html" } }, /"on" must be one of/],
    [{ on: "users", fault: { kind: "earthquake" } }, /"fault.kind" must be one of/],
    [{ on: "users", fault: { kind: "graph", status: 500 } }, /"fault.code" must be a string/],
    [{ on: "users", from: 0, fault: { kind: "html" } }, /"from" must be a number from 1/],
  ])("refuses a rule it does not understand: %j", async (rule, message) => {
    const [status, body] = await control("POST", "faults", rule);

    expect([status, body.error]).toEqual([400, expect.stringMatching(message)]);
  });

  it("moves the calendar, and refuses what is no day", async () => {
    const [moved] = await control("POST", "today", { day: "2026-05-05" });
    const [refused] = await control("POST", "today", { day: "tomorrow" });

    expect([moved, refused, simulator.today()]).toEqual([200, 400, "2026-05-05"]);
  });

  it("hands out refresh tokens", async () => {
    const [, body] = await control("POST", "refresh-tokens");

    const answer = await token(simulator, customer(simulator, 0).tenantId, {
      refresh_token: String(body.refreshToken),
    });
    expect(answer.error).toBeUndefined();
  });

  it("shows the requests that came, without its own", async () => {
    simulator.clearRequests();
    await graph(simulator, customer(simulator, 0).tenantId, "users?$top=3");

    const [, body] = await control("GET", "requests");

    const requests = body.requests as { on: string; tenantId: string; url: string }[];
    expect(requests.map(({ on, tenantId }) => [on, tenantId])).toEqual([
      ["token", customer(simulator, 0).tenantId],
      ["users", customer(simulator, 0).tenantId],
    ]);
    expect(requests[1]?.url).toBe("/v1.0/users?$top=3");
  });

  it("knows every kind of fault that the documentation names", async () => {
    const { readFile } = await import("node:fs/promises");
    const page = await readFile("docs/simulator.md", "utf8");

    expect(Object.keys(FAULT_KINDS).filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
  });
});
