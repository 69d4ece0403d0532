import { afterAll, afterEach, beforeEach, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createDownloads, type Downloads } from "../../../src/query/download.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { countRun } from "../../support/count-run.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid } from "../query/seed-tenant.js";
import * as world3 from "../query/three-tenants.js";

const { ALPHA, ANNA, BEN, BETA, GAMMA, user } = world3;

describeEachDatabase("downloads", (create) => {
  let world: world3.World;
  let server: HttpServer;
  let now = "2026-03-04T12:00:00Z";
  /** How often a page was looked at before it left, and whether somebody is erased just before that. */
  let looks = 0;
  let requests = 0;
  let erase = () => false;

  /** The real thing, with an erasure of its past at a chosen moment. */
  function erasing(downloads: Downloads): Downloads {
    return async (scope, asked) => {
      const download = await downloads(scope, asked);
      const verify = async () => {
        looks += 1;
        if (erase()) {
          await world.database.transaction((session) =>
            session.run("UPDATE tenant SET content_epoch = content_epoch + 1 WHERE entra_tenant_id = ?", [BETA]),
          );
        }
        await download.verify();
      };
      return { ...download, verify };
    };
  }

  beforeEach(async () => {
    now = "2026-03-04T12:00:00Z";
    world = await world3.createWorld(create);
    const asking = {
      store: createReadStore(world.database),
      calendar: { now: () => new Date(now) },
      freeSkus: freeSkus(),
    };
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({
      ...{ questions: createQuestions(asking), downloads: erasing(createDownloads(asking)) },
      ...{ ready: async () => {}, log: SILENT_LOG, ...address },
    });
  });

  afterAll(() => countRun("requests", requests));

  afterEach(async () => {
    await server.stop();
    await world.close();
  });

  async function get(what: string, parameters: Record<string, string> = {}) {
    requests += 1;
    const response = await fetch(`${server.url}/export/${what}?${new URLSearchParams(parameters).toString()}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString("utf8");
    const error = response.ok ? null : (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0];
    const pin = response.headers.get("download-pin") ?? "";
    return { status: response.status, headers: response.headers, bytes, text, code: error?.extensions.code, pin };
  }

  const lines = (text: string) =>
    text
      .replace(/^\ufeff/, "")
      .split(/\r?\n/)
      .filter(Boolean);
  const objects = (text: string) => lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);

  it("of people hold everybody of the day, with the licenses", async () => {
    const csv = await get("users.csv", { at: "2026-03-01" });
    const [head = "", ...rows] = lines(csv.text);

    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="users.csv"');
    expect(csv.bytes.subarray(0, 3)).toEqual(Buffer.from("\ufeff"));
    expect(head).toMatch(/^tenantId,date,entraId,displayName,.*extensionAttribute15,licenses,licenseSkuIds$/);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toContain(`${ALPHA},2026-03-01,${ANNA},name 101,`);
    expect(rows[0]).toMatch(/ENTERPRISE; FRONTLINE; Microsoft Power Automate Free,/);

    const json = objects((await get("users.jsonl", { at: "2026-03-01" })).text);
    expect(json).toHaveLength(6);
    expect(json[0]).toMatchObject({ tenantId: ALPHA, entraId: ANNA, department: "Sales", managerId: world3.CARA });
  });

  it("take the filters and the gap rules of the question", async () => {
    const filter = JSON.stringify({ department: { eq: "IT" } });
    const some = objects((await get("users.jsonl", { at: "2026-03-01", filter, tenantIds: `${ALPHA},${BETA}` })).text);
    expect(some.map(({ tenantId, department }) => [tenantId, department])).toEqual([
      [ALPHA, "IT"],
      [BETA, "IT"],
    ]);

    expect(await get("users.csv", { at: "2026-03-03" })).toMatchObject({ status: 404, code: "SNAPSHOT_NOT_FOUND" });
    const omitted = objects((await get("users.jsonl", { at: "2026-03-03", onGap: "OMIT" })).text);
    expect(new Set(omitted.map(({ tenantId }) => tenantId))).toEqual(new Set([ALPHA, BETA]));
  });

  it("of licenses hold the rows of the question, by tenant and SKU when nothing is said", async () => {
    const [head, ...rows] = lines((await get("licenses.csv", { at: "2026-03-01" })).text);
    expect(head).toBe(
      "tenant,tenantLabel,sku,skuLabel,enabled,warning,suspended,lockedOut,purchased,assigned,unassigned,overassigned,assignments,assignedUsers",
    );
    expect(rows).toHaveLength(6);

    const groups = objects((await get("licenses.jsonl", { at: "2026-03-01", groupBy: "DEPARTMENT" })).text);
    const answer = await world.questions.licenses(
      { kind: "all" },
      { at: "2026-03-01" as SnapshotDate, groupBy: [{ by: "DEPARTMENT" }] },
    );
    expect(groups.map(({ assignments }) => assignments)).toEqual(
      answer.rows.map(({ measures }) => measures.assignments),
    );
  });

  it("of changes hold every change of the question, in its order", async () => {
    const period = { from: "2026-03-01", to: "2026-03-04" };
    const rows = objects((await get("changes.jsonl", period)).text);
    const days = { from: period.from as SnapshotDate, to: period.to as SnapshotDate };
    const { nodes } = await world.questions.changes({ kind: "all" }, { ...days, first: 200 }, { totalCount: false });

    expect(rows).toHaveLength(5);
    expect(rows.map(({ kind, date, entraId }) => [kind, date, entraId])).toEqual(
      nodes.map(({ kind, date, person }) => [kind, date, person?.entraId ?? null]),
    );
    const [head, ...csv] = lines((await get("changes.csv", { ...period, tenantIds: ALPHA })).text);
    expect(head).toMatch(/^tenantId,previousDate,date,kind,entraId,/);
    expect(csv.some((line) => line.startsWith(`${ALPHA},2026-03-02,2026-03-03,LEFT,${world3.BEN},`))).toBe(true);
    expect(await get("changes.csv", { from: "2026-03-01" })).toMatchObject({ status: 400, code: "INVALID_INPUT" });
  });

  it("of changes measure from the day before them, though it was accepted later", async () => {
    await new SuspectStore(world.database).accept({
      ...{ tenantId: GAMMA, day: "2026-03-04" as SnapshotDate, actor: "test" },
    });
    now = "2026-03-06T12:00:00Z";
    await world.database.transaction((session) =>
      session.run("UPDATE snapshot SET sealed_at = sealed_at + 60000 WHERE day = '2026-03-04' AND tenant_no = 3"),
    );
    await world.gamma.seal({ day: "2026-03-06", users: [user(ANNA, "Sales", [world3.F1])], skus: [] });
    const period = { from: "2026-03-05", to: "2026-03-06", tenantIds: GAMMA };

    const first = await get("changes.jsonl", period);
    expect(new Set(objects(first.text).map(({ previousDate }) => previousDate))).toEqual(new Set(["2026-03-04"]));
    expect((await get("changes.jsonl", { ...period, pin: first.pin })).bytes.equals(first.bytes)).toBe(true);
  });

  it("of a trend hold a line for each series and point, and no figures where a day is missing", async () => {
    const period = { from: "2026-03-01", to: "2026-03-04", tenantIds: GAMMA };
    const rows = objects(
      (await get("trend.jsonl", { ...period, groupBy: "SKU", filter: '{"skuIds":["' + world3.F1 + '"]}' })).text,
    );
    expect(rows.map(({ date, days, assignments, purchased }) => [date, days, assignments, purchased])).toEqual([
      ["2026-03-01", 1, 1, 12_000],
      ["2026-03-02", 1, 1, 12_000],
      ["2026-03-03", 0, null, null],
      ["2026-03-04", 0, null, null],
    ]);
    const [head, ...csv] = lines((await get("trend.csv", { ...period, first: "1" })).text);
    expect(head).toMatch(/^tenant,tenantLabel,sku,skuLabel,date,missingTenants,days,enabled,/);
    expect(csv.filter((line) => line.startsWith(",other,,other,2026-03-01,0,1,"))).toHaveLength(1);
  });

  it("name the days, revisions and epochs they stand on, all of them on demand", async () => {
    const csv = await get("users.csv", { at: "2026-03-01" });
    expect(csv.headers.get("download-days")).toBe(
      [ALPHA, BETA, GAMMA].map((tenantId) => `${tenantId}/2026-03-01/1/0`).join(", "),
    );
    const link = /^<([^>]+)>/.exec(csv.headers.get("link") ?? "")?.[1] ?? "";
    const days = await (await fetch(server.url + link)).text();
    expect(lines(days)).toEqual([
      "tenantId,date,revision,contentEpoch",
      ...[ALPHA, BETA, GAMMA].map((tenantId) => `${tenantId},2026-03-01,1,0`),
    ]);
  });

  it("with their pin are the same bytes, whatever was sealed since and whichever day it is", async () => {
    const before = await get("users.csv");
    await world.alpha.seal({ day: "2026-03-04", users: [user(ANNA, "Moved")], skus: [] }, 2);
    await world.beta.seal({ day: "2026-03-05", users: [user(ANNA, "Moved")], skus: [] });
    now = "2026-03-09T12:00:00Z";

    const again = await get("users.csv", { pin: before.pin });
    expect(again.bytes.equals(before.bytes)).toBe(true);
    expect(again.pin).toBe(before.pin);
    expect((await get("users.csv")).bytes.equals(before.bytes)).toBe(false);
  });

  it("with their pin refuse when what they stood on has changed, and when a day is gone", async () => {
    const { pin } = await get("licenses.csv", { at: "2026-03-01" });
    await new TenantStore(world.database).sync(
      [ALPHA, BETA, GAMMA].map((tenantId) => ({ tenantId, name: `new ${tenantId}`, defaultDomain: null })),
      "2026-03-04" as SnapshotDate,
    );
    expect(await get("licenses.csv", { at: "2026-03-01", pin })).toMatchObject({
      status: 409,
      code: "CONTENT_CHANGED",
    });

    const second = await get("users.csv", { at: "2026-03-02" });
    await world.alpha.retire("2026-03-02");
    expect(await get("users.csv", { at: "2026-03-02", pin: second.pin })).toMatchObject({
      status: 410,
      code: "SNAPSHOT_GONE",
    });
  });

  it.each([
    ["changes.csv", { from: "2026-03-03", to: "2026-03-05" }, ["2026-03-02", "2026-03-05"]],
    ["trend.csv", { from: "2026-03-03", to: "2026-03-04", onGap: "PREVIOUS" }, ["2026-03-02"]],
    ["trend.csv", { from: "2026-03-03", to: "2026-03-05", onGap: "OMIT" }, ["2026-03-05"]],
  ])("of %s with %j name the day before them that they were read from", async (file, asked, days) => {
    now = "2026-03-06T12:00:00Z";
    await world.gamma.seal({ day: "2026-03-05", users: [user(BEN, "IT", [world3.F1])], skus: [] });
    const parameters = { ...asked, tenantIds: GAMMA };
    const first = await get(file, parameters);

    expect(first.headers.get("download-days")).toBe(days.map((day) => `${GAMMA}/${day}/1/0`).join(", "));
    expect((await get(file, { ...parameters, pin: first.pin })).bytes.equals(first.bytes)).toBe(true);

    await world.gamma.retire("2026-03-02");
    const again = await get(file, { ...parameters, pin: first.pin });
    if (days[0] === "2026-03-02") expect(again).toMatchObject({ status: 410, code: "SNAPSHOT_GONE" });
    else expect(again.bytes.equals(first.bytes)).toBe(true);
  });

  it("of no tenants hold nobody: an empty list is not an absent one", async () => {
    expect(lines((await get("users.csv", { tenantIds: "" })).text)).toHaveLength(1);
    expect(lines((await get("users.csv", { tenantIds: "[]" })).text)).toHaveLength(1);
    expect(lines((await get("users.csv")).text).length).toBeGreaterThan(1);
  });

  it("are cut, not finished with other content, when the past changes on the way", async () => {
    const many = Array.from({ length: 450 }, (_, at) => user(guid(1_000 + at), "IT"));
    await world.beta.seal({ day: "2026-03-04", users: many, skus: [] }, 2);
    looks = 0;
    erase = () => looks === 2;

    const cut = fetch(`${server.url}/export/users.csv?tenantIds=${BETA}`).then((response) => response.text());
    await expect(cut).rejects.toThrow();
    expect(looks).toBe(2);
    erase = () => false;
    expect(lines((await get("users.csv", { tenantIds: BETA })).text)).toHaveLength(451);
  });

  it.each([
    ["an unknown parameter", "users.csv", { day: "2026-03-01" }, "day"],
    ["paging", "users.csv", { first: "10" }, "first"],
    ["a day that is none", "users.csv", { at: "2026-02-30" }, "at"],
    ["a filter that is no JSON", "users.csv", { filter: "{" }, "filter"],
    ["a filter with a strange field", "users.csv", { filter: '{"shoeSize": {"eq": "4"}}' }, "filter"],
    ["an unknown grouping", "licenses.csv", { groupBy: "SHOE_SIZE" }, "groupBy"],
    ["a damaged pin", "users.csv", { pin: "abc" }, "pin"],
    [
      "an age that is none",
      "trend.csv",
      { from: "2026-03-01", to: "2026-03-02", onGap: "PREVIOUS", maxAgeDays: "99999999" },
      "maxAgeDays",
    ],
    ["an unknown part", "users.csv", { part: "some" }, "part"],
  ])("refuse %s, naming it", async (_what, file, parameters: Record<string, string>, argument) => {
    const response = await fetch(`${server.url}/export/${file}?${new URLSearchParams(parameters).toString()}`);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string; argument: string } }[] };

    expect(response.status).toBe(400);
    expect(errors[0]?.extensions.code).toBe("INVALID_INPUT");
    expect(errors[0]?.extensions.argument).toMatch(new RegExp(`^${argument}`));
  });

  it("refuse a pin of other arguments, and an unknown tenant", async () => {
    const { pin } = await get("users.csv", { at: "2026-03-01" });
    expect(await get("users.csv", { at: "2026-03-02", pin })).toMatchObject({ status: 400, code: "INVALID_INPUT" });
    expect(await get("users.csv", { tenantIds: guid(77) })).toMatchObject({ status: 404, code: "TENANT_NOT_FOUND" });
    expect((await fetch(`${server.url}/export/secrets.csv`)).status).toBe(404);
  });
});
