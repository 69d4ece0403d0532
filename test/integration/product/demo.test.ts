import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { tenantsOfSizes } from "../../../simulator/simulator.js";
import type { Guid } from "../../../src/model/guid.js";
import { addDays, dayOf, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import { guid, SeedTenant } from "../query/seed-tenant.js";
import { ask, build, emptyFolder, Started } from "../../support/built-product.js";

interface Position {
  licenses: {
    asOf: { complete: boolean; tenantCount: number };
    rows: { nodes: { measures: { assignments: number } }[] };
  };
}

describe("the demo, as someone new starts it", () => {
  const cwd = emptyFolder();
  const today = dayOf(new Date());
  let entries: string;
  let demo: Started;
  let url: string;

  async function start(env: Record<string, string> = {}): Promise<void> {
    demo = new Started(join(entries, "demo.js"), [], { cwd, env: { PORT: "0", ...env } });
    url = (await demo.says(/Open (http:\S+)\/graphiql/))[1] ?? "";
  }

  function position(at: SnapshotDate, onGap = "EXACT") {
    const query = `{ licenses(at: "${at}", onGap: ${onGap}, groupBy: [{by: TENANT}]) {
      asOf { complete tenantCount } rows { nodes { measures { assignments } } } } }`;
    return ask<Position>(url, query);
  }

  beforeAll(async () => {
    entries = build();
    await start();
  }, 240_000);
  afterAll(() => demo.terminate());

  it("answers for three tenants on the first and the last of ninety days", async () => {
    for (const ago of [89, 0]) {
      const { data } = await position(addDays(today, -ago));

      expect(data.licenses.asOf).toEqual({ complete: true, tenantCount: 3 });
      expect(data.licenses.rows.nodes.every((row) => row.measures.assignments > 0)).toBe(true);
    }
  });

  it("has two missed days and one suspect day, and says so", async () => {
    const query = `{ coverage(from: "${addDays(today, -89)}", to: "${today}", states: [MISSING, SUSPECT, FAILED]) {
      nodes { date state reason { code } checks { code expected actual } } } }`;
    interface Gaps {
      coverage: { nodes: { date: string; state: string; reason: { code: string } | null; checks: object[] }[] };
    }

    const { data } = await ask<Gaps>(url, query);

    const states = new Map(data.coverage.nodes.map((day) => [day.date, day.state]));
    expect([...states.values()].sort()).toEqual(["MISSING", "MISSING", "SUSPECT"]);
    expect(data.coverage.nodes.find(({ state }) => state === "SUSPECT")?.checks).toEqual([
      { code: expect.any(String), expected: expect.any(Number), actual: expect.any(Number) },
    ]);
    const [missed] = [...states].find(([, state]) => state === "MISSING") ?? [];
    expect((await position(missed as SnapshotDate)).errors?.[0]?.extensions.code).toBe("SNAPSHOT_NOT_FOUND");
  });

  it("shows who held the licenses", async () => {
    interface Holders {
      users: { totalCount: number; nodes: { displayName: string; licenses: { sku: { skuPartNumber: string } }[] }[] };
    }

    const { data } = await ask<Holders>(
      url,
      `{ users(at: "${today}", first: 5, filter: {skus: {isEmpty: false}}) {
        totalCount nodes { displayName licenses { sku { skuPartNumber } } } } }`,
    );

    expect(data.users.totalCount).toBeGreaterThan(5);
    expect(data.users.nodes.every((user) => user.licenses.length > 0)).toBe(true);
  });

  it("answers the README's queries, with its days in the place of theirs", async () => {
    const queries = [...readFileSync("README.md", "utf8").matchAll(/```graphql\n(.*?)```/gs)].map(
      ([, text = ""]) => text,
    );
    const dated = (query: string) =>
      query.replace(/from: "[\d-]+"/, `from: "${addDays(today, -89)}"`).replace(/to: "[\d-]+"/, `to: "${today}"`);

    const answers = await Promise.all(queries.map((query) => ask<unknown>(url, dated(query))));

    expect(answers.length).toBeGreaterThan(2);
    expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('"nodes":[]'))).toEqual([]);
  });

  it("stops in order at SIGTERM, and a second start imports nothing", async () => {
    const before = await position(today);
    const stopped = await demo.terminate();
    const first = demo.stdout;
    await start();

    const after = await position(today);

    expect(stopped).toMatchObject({ code: 0, stderr: "" });
    expect(first).toContain("importing 90 days");
    expect(demo.stdout).not.toContain("importing");
    expect(after.data).toEqual(before.data);
  });

  it("catches up at a later start, and the query it then tells answers, though of a missed day", async () => {
    await demo.terminate();
    await start({ CLOCK: `${addDays(today, 13)}T09:00:00Z` });
    const [, query = ""] = /^ {2}(\{ licenses.*\})$/m.exec(demo.stdout) ?? [];

    const { data, errors } = await ask<{ licenses: { asOf: object; rows: { nodes: object[] } } }>(url, query);

    expect(demo.stdout).toContain("importing 13 days");
    expect((await position(addDays(today, 13))).data.licenses.asOf).toEqual({ complete: true, tenantCount: 3 });
    expect(query).toContain(addDays(today, -17));
    expect(errors).toBeUndefined();
    expect(data.licenses.asOf).toEqual({ complete: false });
    expect(data.licenses.rows.nodes.length).toBeGreaterThan(3);
  }, 120_000);
});

describe("a demo that is not wanted", () => {
  let demo: Started;
  function startIn(cwd: string, env: Record<string, string> = {}): Started {
    demo = new Started(join(build(), "demo.js"), [], { cwd, env: { PORT: "0", ...env } });
    return demo;
  }
  afterEach(() => demo.kill());

  it("ends soon after a SIGTERM during its import, and serves nothing", async () => {
    await startIn(emptyFolder()).says(/importing 90 days/);

    const stopped = await demo.terminate();

    expect(stopped).toMatchObject({ code: 0, stderr: "", stdout: expect.not.stringContaining("Ready") });
  });

  it("adds no made-up day to a database of other tenants", async () => {
    const cwd = emptyFolder();
    const DATABASE_URL = `file:${join(cwd, "other.db")}`;
    const database = await openDatabase(DATABASE_URL);
    await migrate(database);
    await new SeedTenant(database, guid(1), "Alpha").create("2026-03-01");
    await database.close();

    const { code, stderr } = await startIn(cwd, { DATABASE_URL }).ended();

    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL must be .*MICROSOFT_TENANT_ID/);
  });

  it("takes no true day beside the made-up ones it left", async () => {
    const cwd = emptyFolder();
    const DATABASE_URL = `file:${join(cwd, "demo.db")}`;
    const database = await openDatabase(DATABASE_URL);
    await migrate(database);
    const [made] = tenantsOfSizes();
    await new SeedTenant(database, made?.tenantId as Guid, "Contoso").create("2026-03-01");
    await database.close();
    const credentials = {
      MICROSOFT_TENANT_ID: guid(7),
      MICROSOFT_CLIENT_ID: guid(8),
      MICROSOFT_CLIENT_SECRET: "secret",
      TOKEN_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
    };

    const { code, stderr } = await startIn(cwd, { DATABASE_URL, ...credentials }).ended();

    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL must be another database/);
  });
});
