import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { freeSkus } from "../../../src/model/free-skus.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { Database } from "../../../src/store/database.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import * as world3 from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

const { ALPHA, BEN, CARA, E5, F1 } = world3;

interface Body {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

describeEachDatabase("the reasons of a comparison over HTTP", (create) => {
  let world: world3.World;
  let server: HttpServer;
  const statements: string[] = [];

  beforeAll(async () => {
    world = await world3.createWorld(create);
    const store = createReadStore(noting(world.database));
    const calendar = { now: () => new Date(`${world3.TODAY}T12:00:00Z`) };
    const questions = createQuestions({ store, calendar, freeSkus: freeSkus() });
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, ...address });
  });

  afterAll(async () => {
    await server.stop();
    await world.close();
  });

  /** The database with every statement it is asked noted down. */
  function noting(database: Database): Database {
    const read: Database["read"] = (work) =>
      database.read((session) => {
        const rows = (sql: string, parameters?: readonly unknown[]) => {
          statements.push(sql);
          return session.rows(sql, parameters);
        };
        return work({ run: session.run.bind(session), rows: rows as typeof session.rows });
      });
    return { ...database, read };
  }

  async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Body> {
    statements.length = 0;
    const response = await postGraphql(server, { query, variables });
    return (await response.json()) as Body;
  }

  it("answer the analyst: why did it grow, and who", async () => {
    const { data, errors } = await ask(
      `query WhyDidItGrow($t: [ID!], $sku: ID!) {
        compare(from: "2026-03-02", to: "2026-03-03", tenantIds: $t, filter: { skuIds: [$sku] }, groupBy: [{ by: DEPARTMENT }]) {
          from { oldest exact } to { oldest exact } total { assignments purchased }
          rows(first: 50) { nodes { key { label missing } assignments causes { kind people assignments } } }
          causes { kind people assignments changes(first: 5) { nodes { date person { entraId } before after } } } } }`,
      { t: [ALPHA], sku: E5 },
    );

    expect(errors).toBeUndefined();
    expect(data?.["compare"]).toEqual({
      from: { oldest: "2026-03-02", exact: true },
      to: { oldest: "2026-03-03", exact: true },
      total: { assignments: -1, purchased: 0 },
      rows: {
        nodes: [
          {
            key: [{ label: "IT", missing: false }],
            assignments: -1,
            causes: [{ kind: "LEFT", people: 1, assignments: -1 }],
          },
          { key: [{ label: "Sales", missing: false }], assignments: 0, causes: [] },
        ],
      },
      causes: [
        {
          ...{ kind: "LEFT", people: 1, assignments: -1 },
          changes: { nodes: [{ date: "2026-03-03", person: { entraId: BEN }, before: null, after: null }] },
        },
      ],
    });
  });

  it("say from where to where people moved, by what they are counted by, and each is found again", async () => {
    const { data } = await ask(
      `{ compare(from: "2026-03-01", to: "2026-03-04", tenantIds: ["${ALPHA}"], filter: { skuIds: ["${F1}"] }, groupBy: [{ by: DEPARTMENT }]) {
        total { assignments }
        rows(first: 10) { nodes { key { value } assignments causes { kind assignments changes { totalCount nodes { id kind field before after person { entraId } sku { skuId } } } } } } } }`,
    );

    const moved = (kind: string, assignments: number) => ({
      ...{ kind, assignments },
      changes: {
        totalCount: 1,
        nodes: [
          {
            ...{ id: expect.any(String), kind, field: "department", before: null, after: "IT" },
            ...{ person: { entraId: CARA }, sku: { skuId: F1 } },
          },
        ],
      },
    });
    const comparison = data?.["compare"] as { total: unknown; rows: { nodes: Record<string, unknown>[] } };
    const rows = comparison.rows.nodes.map(({ key, causes, ...rest }) => {
      const told = (causes as { kind: string }[]).filter(({ kind }) => kind !== "ATTRIBUTE_CHANGED");
      return { ...rest, key, causes: told };
    });
    expect(comparison.total).toEqual({ assignments: 0 });
    expect(rows).toEqual([
      { key: [{ value: "IT" }], assignments: 1, causes: [moved("MOVED_IN", 1)] },
      { key: [{ value: "Sales" }], assignments: 0, causes: [] },
      { key: [{ value: null }], assignments: -1, causes: [moved("MOVED_OUT", -1)] },
    ]);
    const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1] ?? "");
    const again = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    expect(again.data?.["nodes"]).toEqual(ids.map((id) => ({ id })));
  });

  it("are opened by one walk, however many, and cost nothing when nobody asks", async () => {
    const compare = (asked: string) =>
      ask(
        `{ compare(from: "2026-03-01", to: "2026-03-02", groupBy: [{ by: DEPARTMENT }, { by: SKU }]) { total { assignments } ${asked} } }`,
      ).then(({ errors }) => {
        expect(errors).toBeUndefined();
        return statements.length;
      });
    await compare("causes { changes { nodes { id } } }");

    const none = await compare("");
    const counted = await compare("causes { kind } rows { nodes { causes { kind } } }");
    const opened = await compare("causes { changes { nodes { id } } }");
    const all = await compare(
      "causes { changes { nodes { id } } } rows(first: 20) { nodes { causes { a: changes(first: 1) { totalCount } b: changes { nodes { kind } } } } }",
    );

    expect(none).toBeLessThan(counted);
    expect(counted).toBeLessThan(opened);
    expect(all - opened).toBeLessThanOrEqual(2);
  });

  it.each([
    [
      "kinds that are no step",
      '{ changes(from: "2026-03-01", to: "2026-03-02", filter: { kinds: [MOVED_IN] }) { totalCount } }',
      "INVALID_INPUT",
    ],
    [
      "a cursor made by hand",
      '{ compare(from: "2026-03-01", to: "2026-03-03", onGap: OMIT) { causes { changes(after: "x") { totalCount } } } }',
      "INVALID_CURSOR",
    ],
    [
      "too many changes",
      '{ compare(from: "2026-03-01", to: "2026-03-03", onGap: OMIT) { causes { changes(first: 201) { totalCount } } } }',
      "INVALID_INPUT",
    ],
  ])("refuse %s", async (_what, query, code) => {
    const { errors } = await ask(query);

    expect(errors?.[0]?.extensions["code"]).toBe(code);
  });
});
