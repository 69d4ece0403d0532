import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { Guid } from "../../../src/model/guid.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createDataVersions } from "../../../src/query/data-version.js";
import type { Questions } from "../../../src/query/questions.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { ProductNameStore } from "../../../src/store/write/product-name-store.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid } from "../query/seed-tenant.js";
import * as world3 from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

const { ALPHA, BETA, GAMMA } = world3;
const USERS = `query ($ids: [ID!]) { users(tenantIds: $ids, first: 3) { totalCount nodes { displayName department } } }`;
const NAMES = `query ($ids: [ID!]) { subscribedSkus(tenantIds: $ids) { nodes { tenant { name } sku { skuId } } } }`;

describeEachDatabase("answers that are kept", (create) => {
  let world: world3.World;
  let server: HttpServer;
  /** How many questions were answered by reading. */
  let asked = 0;
  let today = "2026-03-04T12:00:00Z";

  beforeEach(async () => {
    world = await world3.createWorld(create);
    const calendar = { now: () => new Date(today) };
    const versions = createDataVersions(createReadStore(world.database), calendar);
    const questions = counted(createQuestions({ store: versions.store, calendar, freeSkus: freeSkus() }));
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    const kept = { versions, answerCacheBytes: 1_000_000 };
    server = await startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, ...kept, ...address });
    asked = 0;
    today = "2026-03-04T12:00:00Z";
  });

  afterEach(async () => {
    await server.stop();
    await world.close();
  });

  function counted(questions: Questions): Questions {
    const count =
      (ask: (...args: never[]) => Promise<unknown>) =>
      (...args: never[]) => {
        asked += 1;
        return ask(...args);
      };
    const entries = Object.entries(questions) as [string, (...args: never[]) => Promise<unknown>][];
    return Object.fromEntries(entries.map(([name, ask]) => [name, count(ask)])) as unknown as Questions;
  }

  async function ask(query: string, ids: readonly Guid[] | null, headers: Record<string, string> = {}) {
    const response = await postGraphql(server, { query, variables: { ids } }, headers);
    const before = asked;
    asked = 0;
    const etag = response.headers.get("etag");
    return { status: response.status, etag, text: await response.text(), read: before > 0, headers: response.headers };
  }

  it("are given once more without reading, and as 304 to whoever has them", async () => {
    const first = await ask(USERS, [ALPHA]);
    const second = await ask(USERS, [ALPHA]);
    const third = await ask(USERS, [ALPHA], { "if-none-match": `W/"other", ${first.etag}` });

    expect([first.read, second.read, third.read]).toEqual([true, false, false]);
    expect(second).toMatchObject({ status: 200, text: first.text, etag: first.etag });
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(third).toMatchObject({ status: 304, text: "", etag: first.etag });
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(await ask(USERS, [ALPHA, BETA])).toMatchObject({ read: true, status: 200 });
  });

  it("by GET too, but not to a request that a page of somebody else could send", async () => {
    const url = `${server.url}/graphql?query=${encodeURIComponent("{ users(first: 1) { totalCount } }")}`;
    const headers = { "apollo-require-preflight": "1" };
    const first = await fetch(url, { headers });
    const again = await fetch(url, { headers: { ...headers, "if-none-match": String(first.headers.get("etag")) } });

    expect([first.status, again.status]).toEqual([200, 304]);
    expect((await fetch(url)).status).toBe(400);
  });

  it("are no trends that show a day which may still come; those of days that are over are kept", async () => {
    const trend = (to: string) =>
      `query ($ids: [ID!]) { licenseTrend(from: "2026-03-01", to: "${to}", tenantIds: $ids) { series { columns { states assignments } } } }`;
    const readTwice = async (to: string, ids: readonly Guid[]) => [
      (await ask(trend(to), ids)).read,
      (await ask(trend(to), ids)).read,
    ];

    expect(await readTwice("2026-03-04", [ALPHA])).toEqual([true, false]);
    expect(await readTwice("2026-03-04", [ALPHA, GAMMA])).toEqual([true, true]);
    expect(await readTwice("2026-03-03", [ALPHA, GAMMA])).toEqual([true, false]);
  });

  it("end with product names that are imported", async () => {
    const query = `query ($ids: [ID!]) { subscribedSkus(tenantIds: $ids) { nodes { sku { productName } servicePlans { displayName } } } }`;
    const before = await ask(query, [ALPHA]);
    await new ProductNameStore(world.database).import({
      ...{ products: new Map([[world3.E5, "Everything"]]), plans: new Map([[guid(9), "The plan"]]) },
    });

    const after = await ask(query, [ALPHA], { "if-none-match": String(before.etag) });

    expect(after.status).toBe(200);
    expect(after.text).toContain("Everything");
    expect(after.text).toContain('{"displayName":"The plan"}');
  });

  it("end with a renamed tenant and with an accepted day: no old body and no 304", async () => {
    const named = await ask(NAMES, [GAMMA]);
    await new TenantStore(world.database).sync(
      [ALPHA, BETA, GAMMA].map((tenantId) => ({ tenantId, name: `new ${tenantId}`, defaultDomain: null })),
      "2026-03-04" as SnapshotDate,
    );
    const renamed = await ask(NAMES, [GAMMA], { "if-none-match": String(named.etag) });
    expect(renamed.status).toBe(200);
    expect(renamed.text).toContain(`new ${GAMMA}`);

    const held = { tenantId: GAMMA, day: "2026-03-04" as SnapshotDate, actor: "a test" };
    await new SuspectStore(world.database).accept(held);
    const accepted = await ask(NAMES, [GAMMA], { "if-none-match": String(renamed.etag) });
    expect(accepted.status).toBe(200);
    expect(JSON.parse(accepted.text)).toMatchObject({ data: { subscribedSkus: { nodes: [] } } });
  });

  it("end with a day sealed for their tenant, not with another tenant's", async () => {
    const [alpha, everybody] = [await ask(USERS, [ALPHA]), await ask(USERS, null)];
    await world.beta.seal({ day: "2026-03-05", users: [world3.user(guid(300), "IT")], skus: [] });

    expect(await ask(USERS, [ALPHA])).toMatchObject({ read: false, text: alpha.text });
    const after = await ask(USERS, null, { "if-none-match": String(everybody.etag) });
    expect(after).toMatchObject({ read: true, status: 200 });
    expect(after.text).not.toBe(everybody.text);
  });

  it("end with the calendar's day", async () => {
    const old = await ask(`{ users(first: 1) { asOf { ageDays } totalCount } }`, null);
    today = "2026-03-06T12:00:00Z";

    const next = await ask(`{ users(first: 1) { asOf { ageDays } totalCount } }`, null, {
      "if-none-match": String(old.etag),
    });
    expect(next.status).toBe(200);
    expect(next.text).not.toBe(old.text);
  });

  it.each([
    ["an error", `{ users(at: "2026-03-03") { totalCount } }`],
    ["what failed meanwhile", `{ users(at: "2026-03-03", onGap: OMIT) { asOf { gaps { tenantId } } } }`],
    ["what is true only now", `{ subscribedSkus { nodes { tenant { lastSnapshot } } } }`],
    ["a root that reads more than sealed days", `{ coverage(from: "2026-03-01", to: "2026-03-04") { totalCount } }`],
    ["one such root beside others", `{ users(first: 1) { totalCount } viewer { today } }`],
  ])("are none for %s", async (_what, query) => {
    const first = await ask(query, null);
    const second = await ask(query, null);

    expect(first.etag).toBeNull();
    expect(second).toMatchObject({ read: true, etag: null, text: first.text });
  });

  it("belong to a scope: another never hits", async () => {
    const versions = createDataVersions(createReadStore(world.database), { now: () => new Date(today) });
    const listed = { kind: "listed", tenantIds: [ALPHA] } as const;
    const nobody = { kind: "listed", tenantIds: [] } as const;

    expect(await versions.current(listed, null)).toBe(await versions.current(ALL_TENANTS, [ALPHA]));
    expect(await versions.current(listed, [BETA])).toBe(await versions.current(nobody, null));
    expect(await versions.current(nobody, null)).not.toBe(await versions.current(ALL_TENANTS, null));
  });

  it("are compressed as the caller takes them", async () => {
    const long = `{ users(first: 50) { nodes { ${["a", "b", "c", "d", "e", "f"].map((alias) => `${alias}: displayName ${alias}2: userPrincipalName ${alias}3: department`).join(" ")} person { entraId } } } }`;
    const plain = await ask(long, null, { "accept-encoding": "identity" });
    for (const encoding of ["br", "gzip"]) {
      const packed = await ask(long, null, { "accept-encoding": encoding });
      expect(packed.headers.get("content-encoding")).toBe(encoding);
      expect(packed).toMatchObject({ read: false, text: plain.text });
      expect(packed.headers.get("vary")).toContain("Accept-Encoding");
    }
  });
});
