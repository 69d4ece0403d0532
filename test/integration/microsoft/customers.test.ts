import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { tenantsOfSizes, type Fault } from "../../../simulator/simulator.js";
import { failureOf, startCloud, type TestCloud } from "./cloud.js";

let cloud: TestCloud;

beforeEach(async () => {
  cloud = await startCloud({ tenants: tenantsOfSizes(Array<number>(1_203).fill(10)) });
});

afterEach(async () => {
  const unmet = cloud.simulator.unmetFaults();
  await cloud.simulator.close();
  expect(unmet).toEqual([]);
});

const list = () => cloud.customers.listCustomers(new AbortController().signal);
const ask = (fault: Fault, more = {}) => cloud.simulator.fault({ on: "customers", fault, ...more });

describe("the partner's customers", () => {
  it("are all listed, over several pages, in the name of the partner", async () => {
    const customers = await list();

    const expected = cloud.simulator.tenants.map(({ tenantId, name, domain }) => ({
      tenantId,
      name,
      defaultDomain: domain,
    }));
    const requests = cloud.simulator.requests();
    expect(customers).toEqual(expected);
    expect(requests.filter(({ on }) => on === "customers")).toHaveLength(3);
    expect(requests[0]?.tenantId).toBe(cloud.config.tenantId);
  });

  it.each<[string, Fault]>([
    ["a 500", { kind: "status", status: 500 }],
    ["a reset", { kind: "connection-reset" }],
    ["throttling", { kind: "throttle", retryAfter: "1" }],
    ["a refused token", { kind: "status", status: 401 }],
  ])("are all listed in spite of %s on the second page", async (_, fault) => {
    ask(fault, { from: 2 });

    expect(await list()).toHaveLength(1_203);
  });

  it.each<[string, string, Fault]>([
    ["MICROSOFT_UNAVAILABLE", "a second page that stays away", { kind: "status", status: 503 }],
    ["INVALID_RESPONSE", "HTML", { kind: "html" }],
    ["INVALID_RESPONSE", "malformed JSON", { kind: "malformed-json" }],
    ["INVALID_RESPONSE", "wrong types", { kind: "wrong-types" }],
    ["ACCESS_DENIED", "a 403", { kind: "status", status: 403 }],
    ["ACCESS_DENIED", "a token refused twice", { kind: "status", status: 401 }],
    ["THROTTLED", "an hour to wait", { kind: "throttle", retryAfter: "3600" }],
  ])("end as %s for %s", async (code, _, fault) => {
    ask(fault, { from: 2, times: Infinity });

    expect((await failureOf(list())).code).toBe(code);
  });

  it("that are nobody at all are refused", async () => {
    ask({ kind: "empty-directory" }, { times: Infinity });

    expect((await failureOf(list())).code).toBe("INVALID_RESPONSE");
  });
});

describe("a national cloud", () => {
  it("is read from three origins, each with a token of its own", async () => {
    const nation = await startCloud({ separateOrigins: true });
    const origins = [nation.config.loginUrl, nation.config.graphUrl, nation.config.partnerCenterUrl];

    const customers = await nation.customers.listCustomers(new AbortController().signal);
    const skus = await nation.directory.listSubscribedSkus(nation.tenant, new AbortController().signal);

    const scopes = nation.simulator
      .requests()
      .filter(({ on }) => on === "token")
      .map(({ body }) => new URLSearchParams(body).get("scope"));
    expect(new Set(origins).size).toBe(3);
    expect(customers).toHaveLength(2);
    expect(skus.length).toBeGreaterThan(0);
    expect(scopes[0]).toContain(`${nation.config.partnerCenterUrl}/.default`);
    expect(scopes[1]).toContain(`${nation.config.graphUrl}/.default`);
    await nation.simulator.close();
  });
});
