import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, tenantsOfSizes, type Simulator } from "../../../simulator/simulator.js";
import { bearerFor, customer } from "./client.js";

interface CustomersBody {
  items: { id: string; companyProfile: { tenantId: string; companyName: string } }[];
  links: { next?: { uri: string; headers: { key: string; value: string }[] } };
}

const SCOPE = "https://api.partnercenter.microsoft.com/.default";
let simulator: Simulator;
let headers: Record<string, string>;
beforeAll(async () => {
  simulator = await startSimulator({ tenants: tenantsOfSizes(Array<number>(95).fill(10)) });
  headers = await bearerFor(simulator, simulator.partnerTenantId, SCOPE);
});
afterAll(() => simulator.close());

function customers(path: string, extra: Record<string, string> = headers): Promise<Response> {
  return fetch(`${simulator.partnerCenterUrl}/v1${path}`, { headers: extra });
}

describe("GET /v1/customers", () => {
  it("lists every customer over pages that need the continuation token", async () => {
    const ids: string[] = [];
    let next: CustomersBody["links"]["next"] = { uri: "/customers?size=40", headers: [] };
    for (let pages = 0; next !== undefined && pages < 9; pages++) {
      const continuation = Object.fromEntries(next.headers.map(({ key, value }) => [key, value]));
      const body = (await (await customers(next.uri, { ...headers, ...continuation })).json()) as CustomersBody;
      ids.push(...body.items.map((item) => item.companyProfile.tenantId));
      next = body.links.next;
    }

    expect(ids).toEqual(simulator.tenants.map((tenant) => tenant.tenantId));
  });

  it("begins its body with a byte order mark", async () => {
    const bytes = Buffer.from(await (await customers("/customers?size=40")).arrayBuffer());

    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each([
    ["no token", () => Promise.resolve({}), 401],
    ["a customer's token", () => bearerFor(simulator, customer(simulator, 0).tenantId, SCOPE), 403],
  ])("refuses %s", async (_what, bearer, status) => {
    const response = await customers("/customers?size=40", await bearer());

    expect(response.status).toBe(status);
  });

  it("refuses a token for Graph, where the origins differ", async () => {
    const separate = await startSimulator({ separateOrigins: true });
    const graphToken = await bearerFor(separate, separate.partnerTenantId);

    const response = await fetch(`${separate.partnerCenterUrl}/v1/customers?size=40`, { headers: graphToken });

    await separate.close();
    expect(response.status).toBe(401);
  });

  it("refuses to go on without the continuation token", async () => {
    const response = await customers("/customers?size=40&seekOperation=Next");

    expect(response.status).toBe(400);
  });
});
