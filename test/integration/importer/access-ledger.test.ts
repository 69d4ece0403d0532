import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Fault, FaultRule, RecordedRequest } from "../../../simulator/simulator.js";
import { importTenant } from "../../../src/importer/import-tenant.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { AccessRecorder } from "../../../src/model/access.js";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import { ALL_TENANTS, type TenantId } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Questions } from "../../../src/query/questions.js";
import type { AccessAnswer } from "../../../src/query/answers.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { AccessLedger } from "../../../src/store/write/access-ledger.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { openWorkbench, writerOf, type Workbench } from "../../support/import/import-workbench.js";
import { HASTY, sourcesOf, startCloud, type TestCloud } from "../microsoft/cloud.js";
import { day } from "../query/three-tenants.js";

const TODAY = day("2026-03-01");
const NOON = { now: () => new Date(`${TODAY}T12:00:00Z`) };
const always = { times: Infinity };

/** Faults after which the page of the answer still came whole. */
const WHOLE: readonly (string | undefined)[] = [undefined, "empty-page", "page-loop", "foreign-next-link"].concat([
  "empty-directory",
  "repeat-person",
]);

interface Seen {
  readonly kind: "TOKEN" | "LISTING";
  readonly requests: number;
  readonly pages: number;
}

/** What the simulator saw in customers' tenants, by client-request-id. */
function seen(requests: readonly RecordedRequest[], partner: string): Map<string, Seen> {
  const all = new Map<string, Seen>();
  for (const { on, url, headers, status, fault, tenantId } of requests) {
    if (tenantId === partner || on === "customers") continue;
    const token = on === "token";
    const id = token ? new URL(url, "http://x").searchParams.get("client-request-id") : headers["client-request-id"];
    const before = all.get(String(id)) ?? { kind: token ? "TOKEN" : "LISTING", requests: 0, pages: 0 };
    const page = !token && status === 200 && WHOLE.includes(fault) ? 1 : 0;
    all.set(String(id), { ...before, requests: before.requests + 1, pages: before.pages + page });
  }
  return all;
}

describeEachDatabase("the access ledger", (create) => {
  let bench: Workbench;
  let cloud: TestCloud;
  let questions: Questions;
  let ledger: AccessLedger;

  beforeAll(async () => {
    bench = await openWorkbench(create);
    cloud = await startCloud({ today: () => TODAY });
    const customers = [cloud.tenant, cloud.other].map((tenantId, n) => ({
      ...{ tenantId, name: `Customer ${n}`, defaultDomain: null },
    }));
    await new TenantStore(bench.database).sync(customers, TODAY);
    questions = createQuestions({
      ...{ store: createReadStore(bench.database), calendar: NOON, freeSkus: freeSkus() },
    });
    ledger = new AccessLedger(bench.database, () => TODAY);
  }, 60_000);
  afterEach(async () => {
    const unmet = cloud.simulator.unmetFaults();
    cloud.simulator.clearFaults();
    cloud.simulator.clearRequests();
    await bench.database.transaction((session) => session.run("DELETE FROM access WHERE tenant_no > 0"));
    await bench.database.transaction((session) => session.run("UPDATE tenant SET not_before = NULL"));
    expect(unmet).toEqual([]);
  });
  afterAll(async () => {
    await cloud.simulator.close();
    await bench.close();
  });

  function importWith(accesses: AccessRecorder, tenantId: TenantId = cloud.tenant): Promise<ImportOutcome> {
    const { directory } = sourcesOf(cloud.simulator, cloud.config, cloud.store, { accesses, timeouts: HASTY });
    const deps = { directory, snapshots: writerOf(bench.database), calendar: NOON, log: SILENT_LOG };
    return importTenant(deps, { tenantId, day: TODAY, again: "a test" });
  }

  async function recorded(tenantId: TenantId = cloud.tenant): Promise<readonly AccessAnswer[]> {
    return (await questions.accesses(ALL_TENANTS, { tenantId, from: TODAY, to: TODAY })).nodes;
  }

  async function expectOneRowForEach(): Promise<readonly AccessAnswer[]> {
    const rows = [...(await recorded()), ...(await recorded(cloud.other))];
    const kept = new Map(
      rows.map(
        ({ clientRequestId, kind, requests, pages }) =>
          [...[clientRequestId as string, { kind, requests, pages }]] as [string, Seen],
      ),
    );
    expect(kept.size).toBe(rows.length);
    expect(kept).toEqual(seen(cloud.simulator.requests(), cloud.simulator.partnerTenantId));
    return rows;
  }

  it("has a row for the redemption and one for each listing, with who, what and how much", async () => {
    const outcome = await importWith(ledger);

    const rows = await expectOneRowForEach();
    const users = [...cloud.simulator.usersOf(cloud.tenant, TODAY)];
    expect(outcome.kind).toBe("sealed");
    expect(rows.map(({ kind, endpoint, state }) => [kind, endpoint, state])).toEqual([
      ["TOKEN", "POST /oauth2/v2.0/token", "OK"],
      ["LISTING", "GET /v1.0/subscribedSkus", "OK"],
      ["LISTING", "GET /v1.0/users", "OK"],
    ]);
    expect(rows[2]).toMatchObject({
      ...{ items: users.length, pages: 3, requests: 3, reason: null, detail: null, date: TODAY },
      ...{ resource: cloud.simulator.graphUrl, applicationId: cloud.simulator.clientId },
      ...{ username: expect.stringContaining("@partner"), uniqueTokenIdentifier: rows[0]?.uniqueTokenIdentifier },
      fields: expect.arrayContaining(["displayName", "manager($select=id)"]),
    });
    for (const { startedAt, finishedAt } of rows) expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(+startedAt);
  });

  it("keeps two tenants read side by side apart", async () => {
    await Promise.all([importWith(ledger), importWith(ledger, cloud.other)]);

    await expectOneRowForEach();
    expect(await recorded(cloud.other)).toHaveLength(3);
    for (const { tenantId } of await recorded(cloud.other)) expect(tenantId).toBe(cloud.other);
  });

  const forbidden: Fault = { kind: "graph", status: 403, code: "Authorization_RequestDenied" };
  const cases: [string, Fault, Partial<FaultRule>, string | null][] = [
    ["a blocked sign-in", { kind: "aadsts", code: 53003 }, { on: "token" }, "AADSTS53003"],
    ["a sign-in after a hiccup", { kind: "aadsts", code: 90033 }, { on: "token" }, null],
    ["a throttled sign-in", { kind: "throttle", retryAfter: "2" }, { on: "token" }, null],
    [
      "a token of another tenant",
      { kind: "wrong-tenant-token", tid: "11111111-1111-4111-8111-111111111111" },
      { on: "token" },

      "another tenant's token was granted",
    ],
    ["a 403", forbidden, {}, "GET /users answered 403 Authorization_RequestDenied"],
    [
      "SKUs that are refused",
      forbidden,
      { on: "subscribedSkus" },

      "GET /subscribedSkus answered 403 Authorization_RequestDenied",
    ],
    ["a page after a 503", { kind: "status", status: 503 }, { from: 2 }, null],
    ["a page that stays away", { kind: "status", status: 503 }, { from: 2, ...always }, "GET /users answered 503"],
    ["a page after a 429", { kind: "throttle", retryAfter: "1.5" }, { from: 2 }, null],
    [
      "a wait too long",
      { kind: "throttle", retryAfter: "1000000" },
      { from: 2 },

      "GET /users answered 429 TooManyRequests",
    ],
    ["a token refused midway", { kind: "graph", status: 401, code: "InvalidAuthenticationToken" }, { from: 2 }, null],
    ["a page token that expires", { kind: "expired-page-token" }, {}, null],
    [
      "page tokens that always expire",
      { kind: "expired-page-token" },
      always,

      expect.stringContaining("expired 4 times") as unknown as string,
    ],
    ["HTML with 200", { kind: "html" }, { from: 2 }, "GET /users answered 200 with no whole JSON"],
    ["a broken body", { kind: "malformed-json" }, {}, "GET /users answered 200 with no whole JSON"],
    ["a body cut once", { kind: "cut-body" }, {}, null],
    ["a reset connection", { kind: "connection-reset" }, {}, null],
    ["a hang", { kind: "hang" }, {}, null],
    ["a page loop", { kind: "page-loop" }, {}, "GET /users answered with a next link for the second time"],
    [
      "a foreign link",
      { kind: "foreign-next-link", host: "evil.example" },
      {},

      "GET /users answered with a next link to another host",
    ],
    ["an empty directory", { kind: "empty-directory" }, {}, "GET /users listed nobody"],
  ];
  it.each(cases)("has the same rows, requests and pages as Microsoft saw: %s", async (_, fault, rule, detail) => {
    cloud.simulator.fault({ tenantId: cloud.tenant, on: "users", fault, ...rule });

    await importWith(ledger);

    const rows = await expectOneRowForEach();
    const ended = rows.filter((row) => row.state !== "OK");
    expect(ended.map((row) => [row.state, row.detail])).toEqual(detail === null ? [] : [["FAILED", detail]]);
    expect(ended.every(({ reason }) => reason !== null)).toBe(true);
  });

  it("leaves STARTED visible when the end could not be written, and then no day is sealed", async () => {
    const dying: AccessRecorder = {
      async start(access) {
        const record = await ledger.start(access);
        const die = async () => Promise.reject(new Error("the process died"));
        return access.endpoint === "GET /v1.0/users" ? { finish: die } : record;
      },
    };

    await expect(importWith(dying)).rejects.toThrow("the process died");

    expect((await recorded()).map(({ state, finishedAt }) => [state, finishedAt === null])).toEqual([
      ["OK", false],
      ["OK", false],
      ["STARTED", true],
    ]);
  });

  it("lets nothing be read that cannot be recorded", async () => {
    const full: AccessRecorder = { start: async () => Promise.reject(new Error("the disk is full")) };

    await expect(importWith(full)).rejects.toThrow("the disk is full");

    expect(cloud.simulator.requests()).toEqual([]);
  });

  it("says that we stopped when a listing is broken off from outside", async () => {
    const { directory } = sourcesOf(cloud.simulator, cloud.config, cloud.store, { accesses: ledger });

    for await (const _ of directory.listUsers(cloud.tenant, new AbortController().signal)) break;

    expect((await recorded()).map(({ kind, state, pages }) => [kind, state, pages])).toEqual([
      ["TOKEN", "OK", 0],
      ["LISTING", "ABANDONED", 1],
    ]);
    await expectOneRowForEach();
  });

  it("holds no person of the customer", async () => {
    cloud.simulator.fault({ on: "users", tenantId: cloud.tenant, from: 2, fault: { kind: "wrong-types" } });
    await importWith(ledger);
    await importWith(ledger);

    const rows = await bench.database.read((session) => session.rows(`SELECT ${"*"} FROM access`));

    const text = JSON.stringify(rows.map((row) => Object.values(row).map(String)));
    const people = [...cloud.simulator.usersOf(cloud.tenant, TODAY)];
    const told = people.flatMap(({ id, displayName, userPrincipalName, mail, streetAddress }) =>
      [id, displayName, userPrincipalName, mail, streetAddress].filter(
        (value) => typeof value === "string" && value.length > 3,
      ),
    ) as string[];
    expect(rows.length).toBeGreaterThan(5);
    expect(told.length).toBeGreaterThan(500);
    expect(told.filter((value) => text.includes(value))).toEqual([]);
    expect(cloud.store.written.filter((token) => text.includes(token))).toEqual([]);
  });

  it("is read in pages that join, and for nobody outside the scope", async () => {
    await importWith(ledger);
    await importWith(ledger);
    const range = { tenantId: cloud.tenant, from: TODAY, to: TODAY };
    const all = await recorded();

    const joined: AccessAnswer[] = [];
    for (let after: string | null = null; ;) {
      const page = await questions.accesses(ALL_TENANTS, { ...range, first: 4, after });
      expect(page.totalCount).toBe(all.length);
      joined.push(...page.nodes);
      if (!page.hasNextPage) break;
      after = page.cursors.at(-1)!;
    }

    expect(joined).toEqual(all);
    expect(all.map(({ clientRequestId }) => clientRequestId)).toEqual(
      [...all].map((row) => row.clientRequestId).sort(),
    );
    const elsewhere = { kind: "listed", tenantIds: [cloud.other] } as const;
    await expect(questions.accesses(elsewhere, range)).rejects.toMatchObject({ code: "TENANT_NOT_FOUND" });
    const before = await questions.accesses(ALL_TENANTS, { ...range, from: day("2026-02-01"), to: day("2026-02-28") });
    expect(before).toMatchObject({ nodes: [], totalCount: 0 });
    await expect(questions.accesses(ALL_TENANTS, { ...range, last: 3 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
