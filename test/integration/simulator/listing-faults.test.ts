import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, type Fault, type Simulator } from "../../../simulator/simulator.js";
import { customer, listPages, type UsersBody } from "./client.js";

const DAY = "2026-09-01";
let simulator: Simulator;
let tenantId: string;
let everybody: string[];
beforeAll(async () => {
  simulator = await startSimulator({ today: () => DAY });
  tenantId = customer(simulator, 1).tenantId;
  everybody = [...simulator.usersOf(tenantId, DAY)].map((user) => user.id);
});
afterEach(() => {
  expect(simulator.unmetFaults()).toEqual([]);
  simulator.clearFaults();
});
afterAll(() => simulator.close());

function listWith(fault: Fault, from = 1): Promise<UsersBody[]> {
  simulator.fault({ on: "users", tenantId, from, fault });
  return listPages(simulator, tenantId);
}

function idsOf(pages: UsersBody[]): string[] {
  return pages.flatMap((page) => page.value ?? []).map((user) => user.id);
}

describe("faults of a listing", () => {
  it.each(["Directory_ExpiredPageToken", "DirectoryPageTokenNotFoundException"] as const)(
    "expired-page-token: %s",
    async (code) => {
      const pages = await listWith({ kind: "expired-page-token", code });

      expect(pages.map((page) => page.error?.code)).toEqual([undefined, code]);
    },
  );

  it("page-loop: a page that leads to itself for ever", async () => {
    const pages = await listWith({ kind: "page-loop" }, 2);

    const links = pages.slice(1).map((page) => page["@odata.nextLink"]);
    expect(pages).toHaveLength(60);
    expect(new Set(links).size).toBe(1);
    expect(pages[5]?.value).toEqual(pages[1]?.value);
  });

  it("foreign-next-link: the next page is said to be on another host, even after the last one", async () => {
    simulator.fault({
      on: "users",
      from: 8,
      fault: { kind: "foreign-next-link", host: "127.0.0.1:9", protocol: "http" },
    });

    const failure = listPages(simulator, tenantId);

    await expect(failure).rejects.toThrow("fetch failed");
  });

  it("empty-directory: nobody, and no further page", async () => {
    const pages = await listWith({ kind: "empty-directory" });

    expect(pages).toHaveLength(1);
    expect(idsOf(pages)).toEqual([]);
  });

  it("empty-page: nobody, but a further page; nobody is lost", async () => {
    const pages = await listWith({ kind: "empty-page" }, 3);

    expect(pages[2]?.value).toEqual([]);
    expect(idsOf(pages)).toEqual(everybody);
  });

  it("repeat-person: the last of a page is the first of the next", async () => {
    const ids = idsOf(await listWith({ kind: "repeat-person" }, 2));

    expect(ids.length).toBe(everybody.length + 1);
    expect([...new Set(ids)]).toEqual(everybody);
  });

  it("repeat-person: also when the page was the last", async () => {
    const ids = idsOf(await listWith({ kind: "repeat-person" }, Math.ceil(everybody.length / 100)));

    expect(ids).toEqual([...everybody, everybody.at(-1)]);
  });

  it("missing-users: a share of the people, to the end of the listing", async () => {
    const ids = idsOf(await listWith({ kind: "missing-users", keep: 0.4 }));

    expect(ids.length / everybody.length).toBeCloseTo(0.4, 1);
    expect(ids.every((id) => everybody.includes(id))).toBe(true);
  });

  it("no-licenses: everybody, with nothing, to the end of the listing", async () => {
    const pages = await listWith({ kind: "no-licenses" });

    expect(idsOf(pages)).toEqual(everybody);
    expect(pages.every((page) => page.value.every((user) => user.assignedLicenses.length === 0))).toBe(true);
  });
});

describe("a tenant's own peculiarities", () => {
  const tenant = {
    tenantId: "33333333-3333-4333-8333-333333333333",
    name: "Litware",
    domain: "litware.onmicrosoft.com",
    users: 800,
  };

  it("emptyPages: every fourth page is empty", async () => {
    const other = await startSimulator({ tenants: [{ ...tenant, features: { emptyPages: true } }], today: () => DAY });

    const pages = await listPages(other, tenant.tenantId);

    await other.close();
    expect(pages.filter((page) => page.value.length === 0).length).toBeGreaterThan(1);
    expect(new Set(idsOf(pages)).size).toBe([...other.usersOf(tenant.tenantId, DAY)].length);
  });

  it("repeatedPeople: every page begins with the last person of the one before", async () => {
    const other = await startSimulator({
      tenants: [{ ...tenant, features: { repeatedPeople: true } }],
      today: () => DAY,
    });

    const pages = await listPages(other, tenant.tenantId);

    await other.close();
    expect(pages.slice(1).every((page, i) => page.value[0]?.id === pages[i]?.value.at(-1)?.id)).toBe(true);
    expect(new Set(idsOf(pages)).size).toBe([...other.usersOf(tenant.tenantId, DAY)].length);
  });

  it("resourceUnitsPerTenSeconds: 429 once they are used up", async () => {
    const other = await startSimulator({
      tenants: [{ ...tenant, features: { resourceUnitsPerTenSeconds: 10 } }],
      today: () => DAY,
    });

    const pages = await listPages(other, tenant.tenantId);

    await other.close();
    expect(pages).toHaveLength(6);
    expect(pages[5]?.error?.code).toBe("TooManyRequests");
  });

  it.each([
    ["seconds", /^3$/],
    ["decimals", /^2\.128$/],
    ["date", /^\w{3}, .* GMT$/],
  ] as const)("retryAfterForm %s: how a bucket that others have emptied says how long to wait", async (form, said) => {
    const bucket = { resourceUnitsPerTenSeconds: 200, resourceUnitsAtFirst: 0, leastRetryAfter: 2.128 };
    const features = { ...bucket, retryAfterForm: form };
    const other = await startSimulator({ tenants: [{ ...tenant, features }], today: () => DAY });

    await listPages(other, tenant.tenantId);

    const [refused] = other.requests().filter(({ status }) => status === 429);
    await other.close();
    expect(refused?.retryAfter).toMatch(said);
  });
});
