import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, type Simulator } from "../../../simulator/simulator.js";
import { bearerFor, customer, graph, IMPORT_QUERY, listPages, type UsersBody } from "./client.js";

const DAY = "2026-09-01";
let simulator: Simulator;
let small: string;
let middle: string;
beforeAll(async () => {
  simulator = await startSimulator({ today: () => DAY });
  [small, middle] = [customer(simulator, 0).tenantId, customer(simulator, 1).tenantId];
});
afterAll(() => simulator.close());

describe("GET /users", () => {
  it("lists exactly the people of the token's tenant, page by page", async () => {
    const pages = await listPages(simulator, middle);

    const truth = [...simulator.usersOf(middle, DAY)];
    expect(pages.flatMap((page) => page.value)).toEqual(truth);
    expect(pages.length).toBe(Math.ceil(truth.length / 100));
  });

  it("gives pages of 100, of up to 999 by $top, and of 100 with $expand=manager whatever $top says", async () => {
    const sizeOf = async (query: string) =>
      ((await (await graph(simulator, middle, `users?${query}`)).json()) as UsersBody).value.length;

    const sizes = [
      await sizeOf("$select=id"),
      await sizeOf("$select=id&$top=250"),
      await sizeOf(IMPORT_QUERY),
      await sizeOf("$expand=manager&$top=7"),
    ];

    expect(sizes).toEqual([100, 250, 100, 7]);
  });

  it("gives nothing that was not selected", async () => {
    const page = (await (await graph(simulator, small, "users?$select=displayName,mail")).json()) as UsersBody;

    expect(new Set(page.value.flatMap((user) => Object.keys(user)))).toEqual(new Set(["displayName", "mail"]));
  });

  it("gives the small default set and no licenses without $select", async () => {
    const page = (await (await graph(simulator, small, "users")).json()) as UsersBody;

    expect(Object.keys(page.value[0] ?? {})).toContain("businessPhones");
    expect(Object.keys(page.value[0] ?? {})).not.toContain("assignedLicenses");
  });

  it("carries the query in its nextLink and leads back the way the client came", async () => {
    const [page] = await listPages(simulator, middle);

    const next = new URL(page?.["@odata.nextLink"] ?? "");
    expect(next.origin).toBe(simulator.graphUrl);
    expect(next.searchParams.get("$expand")).toBe("manager($select=id)");
    expect(page?.["@odata.context"]).toContain("$metadata#users(");
  });

  it.each([
    ["an unknown property", "$select=id,shoeSize", 400, "Request_BadRequest"],
    ["a property that the collection does not have", "$select=id,skills", 501, "NotImplemented"],
    ["a page of a thousand", "$top=1000", 400, "Request_BadRequest"],
    ["a filter", "$filter=accountEnabled eq true", 400, "Request_UnsupportedQuery"],
    ["a page token that it did not make", "$skiptoken=abc", 400, "DirectoryPageTokenNotFoundException"],
  ])("refuses %s", async (_what, query, status, code) => {
    const response = await graph(simulator, small, `users?${query}`);

    expect(response.status).toBe(status);
    expect(((await response.json()) as UsersBody).error).toMatchObject({
      code,
      innerError: { "request-id": expect.any(String) },
    });
  });

  it("refuses another tenant's page token", async () => {
    const [page] = await listPages(simulator, middle);
    const token = new URL(page?.["@odata.nextLink"] ?? "").searchParams.get("$skiptoken") ?? "";

    const response = await graph(simulator, small, `users?$skiptoken=${token}`);

    expect(response.status).toBe(400);
  });

  it("keeps a listing whole that goes on past midnight", async () => {
    const other = await startSimulator({ today: () => DAY });
    const headers = await bearerFor(other, middle);
    const first = (await (
      await fetch(`${other.graphUrl}/v1.0/users?$select=id&$top=400`, { headers })
    ).json()) as UsersBody;
    other.setToday("2026-09-02");

    const second = (await (await fetch(`${first["@odata.nextLink"]}`, { headers })).json()) as UsersBody;

    await other.close();
    const ids = [...first.value, ...second.value].map((user) => user.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("answers with gzip, the cost, and the client's request id", async () => {
    const response = await graph(simulator, middle, `users?${IMPORT_QUERY}`, {
      "client-request-id": "mine",
      "accept-encoding": "gzip",
    });

    const { headers } = response;
    expect([
      headers.get("content-encoding"),
      headers.get("x-ms-resource-unit"),
      headers.get("client-request-id"),
    ]).toEqual(["gzip", "2", "mine"]);
    expect(headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("Graph", () => {
  async function refusal(headers: Record<string, string>): Promise<unknown[]> {
    const response = await fetch(`${simulator.graphUrl}/v1.0/users`, { headers });
    return [response.status, ((await response.json()) as UsersBody).error?.code];
  }

  it("refuses a missing, a made-up, and a foreign token", async () => {
    const separate = await startSimulator({ separateOrigins: true });
    const partnerCenter = await bearerFor(separate, small, "https://api.partnercenter.microsoft.com/.default");

    const answers = [await refusal({}), await refusal({ authorization: "Bearer a.b.c" }), await refusal(partnerCenter)];

    await separate.close();
    expect(answers).toEqual(Array(3).fill([401, "InvalidAuthenticationToken"]));
  });

  it("refuses a token whose time is up", async () => {
    const brief = await startSimulator({ accessTokenLifetimeSeconds: 0 });
    const expired = await bearerFor(brief, small, "https://graph.microsoft.com/.default");

    const answer = await refusal(expired);

    await brief.close();
    expect(answer).toEqual([401, "InvalidAuthenticationToken"]);
  });

  it("plays a cloud of three origins", async () => {
    const separate = await startSimulator({ separateOrigins: true, today: () => DAY });

    const pages = await listPages(separate, small);
    const misplaced = await fetch(`${separate.loginUrl}/v1.0/users`);

    await separate.close();
    expect(new Set([separate.loginUrl, separate.graphUrl, separate.partnerCenterUrl]).size).toBe(3);
    expect(pages.flatMap((page) => page.value)).toEqual([...separate.usersOf(small, DAY)]);
    expect(misplaced.status).toBe(404);
  });
});

describe("GET /subscribedSkus", () => {
  it("lists what the tenant owns, with the extras of live answers", async () => {
    const body = (await (await graph(simulator, small, "subscribedSkus")).json()) as { value: object[] };

    expect(body.value).toEqual(simulator.skusOf(small, DAY));
    expect(Object.keys(body.value[0] ?? {})).toEqual(expect.arrayContaining(["accountId", "subscriptionIds"]));
  });

  it("gives nothing that was not selected and refuses what it does not know", async () => {
    const selected = await graph(simulator, small, "subscribedSkus?$select=skuId,prepaidUnits");
    const unknown = await graph(simulator, small, "subscribedSkus?$select=price");

    const body = (await selected.json()) as { value: object[] };
    expect(new Set(body.value.flatMap((sku) => Object.keys(sku)))).toEqual(new Set(["skuId", "prepaidUnits"]));
    expect([selected.headers.get("x-ms-resource-unit"), unknown.status]).toEqual(["2", 400]);
  });
});
