import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import * as world3 from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

const { ALPHA, BEN, CARA, E5, F1, GAMMA } = world3;

interface Body {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

describeEachDatabase("changes over HTTP", (create) => {
  let world: world3.World;
  let server: HttpServer;

  beforeAll(async () => {
    world = await world3.createWorld(create);
    const { questions } = world;
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, ...address });
  });

  afterAll(async () => {
    await server.stop();
    await world.close();
  });

  async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Body> {
    const response = await postGraphql(server, { query, variables });
    return (await response.json()) as Body;
  }

  it("tell by date and tenant who lost and got what, and who left", async () => {
    const { data } = await ask(
      `{ changes(from: "2026-03-01", to: "2026-03-04") {
        totalCount nodes { date previousDate kind tenant { name } person { entraId } sku { skuId } field before after } } }`,
    );

    const change = (date: string, previousDate: string, person: string, told: Record<string, unknown>) => ({
      ...{ date, previousDate, tenant: { name: "Alpha" }, person: { entraId: person } },
      ...{ sku: null, field: null, before: null, after: null, ...told },
    });
    const [second, third] = ["2026-03-02", "2026-03-03"] as const;
    const department = { kind: "ATTRIBUTE_CHANGED", field: "department", after: "IT" };
    expect(data?.["changes"]).toEqual({
      totalCount: 5,
      nodes: [
        change(second, "2026-03-01", CARA, { kind: "LICENSE_REMOVED", sku: { skuId: F1 } }),
        change(third, second, BEN, { kind: "LEFT" }),
        change(third, second, BEN, { kind: "LICENSE_REMOVED", sku: { skuId: E5 } }),
        change(third, second, CARA, { kind: "LICENSE_ADDED", sku: { skuId: F1 } }),
        change(third, second, CARA, department),
      ],
    });
  });

  it("are counted by day, kind and SKU", async () => {
    const { data, errors } = await ask(
      `{ changeSummaries(from: "2026-03-01", to: "2026-03-04", tenantIds: ["${ALPHA}"]) {
        totalCount nodes { date previousDate tenant { name } people counts { kind sku { skuId } people seats } } } }`,
    );

    const count = (kind: string, skuId: string | null = null) => ({
      ...{ kind, sku: skuId === null ? null : { skuId }, people: 1, seats: 0 },
    });
    const step = (date: string, previousDate: string, people: number, counts: object[]) => ({
      ...{ date, previousDate, tenant: { name: "Alpha" }, people, counts },
    });
    expect(errors).toBeUndefined();
    expect(data?.["changeSummaries"]).toEqual({
      totalCount: 3,
      nodes: [
        step("2026-03-02", "2026-03-01", 1, [count("LICENSE_REMOVED"), count("LICENSE_REMOVED", F1)]),
        step("2026-03-03", "2026-03-02", 2, [
          ...[count("LEFT"), count("LICENSE_ADDED"), count("LICENSE_ADDED", F1)],
          ...[count("LICENSE_REMOVED"), count("LICENSE_REMOVED", E5), count("ATTRIBUTE_CHANGED")],
        ]),
        step("2026-03-04", "2026-03-03", 0, []),
      ],
    });
  });

  it("are found again by their ids, page by page, and in the timeline of their person", async () => {
    const page = `totalCount pageInfo { hasNextPage endCursor } nodes { id kind }`;
    const changes = `query($after: String) { changes(from: "2026-03-01", to: "2026-03-04", first: 3, after: $after) { ${page} } }`;
    type Page = { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { id: string; kind: string }[] };
    const first = (await ask(changes)).data?.["changes"] as Page;
    const second = (await ask(changes, { after: first.pageInfo.endCursor })).data?.["changes"] as Page;
    const nodes = [...first.nodes, ...second.nodes];

    const ids = nodes.map(({ id }) => id);
    const again = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Change { kind } } }", { ids });
    const { data } = await ask(
      `{ person(tenantId: "${ALPHA}", entraId: "${BEN}") { timeline { totalCount nodes { id kind } } } }`,
    );

    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(new Set(ids).size).toBe(5);
    expect(again.data?.["nodes"]).toEqual(nodes);
    expect(data?.["person"]).toEqual({ timeline: { totalCount: 2, nodes: nodes.slice(1, 3) } });
  });

  it("take a filter, and an empty one of its lists is nothing", async () => {
    const count = async (filter: string) => {
      const { data } = await ask(
        `{ changes(from: "2026-03-01", to: "2026-03-04", filter: ${filter}) { totalCount nodes { id } } }`,
      );
      return (data?.["changes"] as { totalCount: number }).totalCount;
    };

    expect(await count("{ kinds: [LICENSE_REMOVED] }")).toBe(2);
    expect(await count(`{ skuIds: ["${F1}"] }`)).toBe(2);
    expect(await count('{ fields: ["department"] }')).toBe(1);
    expect(await count('{ user: { department: { eq: "IT" } } }')).toBe(4);
    expect(await count("{ kinds: [] }")).toBe(0);
    expect(await count("{ skuIds: [] }")).toBe(0);
    expect(await count("{ fields: [] }")).toBe(0);
  });

  it.each([
    ["days the wrong way round", '(from: "2026-03-02", to: "2026-03-01")', "INVALID_INPUT", "from"],
    ["a day to come", '(from: "2026-03-02", to: "2031-03-01")', "INVALID_INPUT", "to"],
    ["fifty years", '(from: "2001-01-01", to: "2026-03-01")', "INVALID_INPUT", "from"],
    [
      "a field nobody has",
      '(from: "2026-03-01", to: "2026-03-02", filter: { fields: ["color"] })',
      "INVALID_INPUT",
      "filter.fields",
    ],
    ["no rows at all", '(from: "2026-03-01", to: "2026-03-02", first: 0)', "INVALID_INPUT", "first"],
    ["a cursor made by hand", '(from: "2026-03-01", to: "2026-03-02", after: "x")', "INVALID_CURSOR", "after"],
    [
      "an id that is no GUID",
      '(from: "2026-03-01", to: "2026-03-02", filter: { skuIds: ["E5"] })',
      "INVALID_INPUT",
      "filter.skuIds",
    ],
  ])("refuse %s, and name the argument", async (_what, args, code, argument) => {
    const { errors } = await ask(`{ changes${args} { nodes { id } } }`);

    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code, argument }]);
  });

  it("refuse the cursor of another question", async () => {
    const { data } = await ask(
      `{ changes(from: "2026-03-01", to: "2026-03-04", first: 1) { pageInfo { endCursor } } }`,
    );
    const { endCursor } = (data?.["changes"] as { pageInfo: { endCursor: string } }).pageInfo;

    const { errors } = await ask(
      `{ changes(from: "2026-03-02", to: "2026-03-04", after: "${endCursor}") { nodes { id } } }`,
    );

    expect(errors?.[0]?.extensions["code"]).toBe("INVALID_CURSOR");
  });

  it("of a tenant without the days are none", async () => {
    const { data } = await ask(
      `{ changes(from: "2026-03-02", to: "2026-03-04", tenantIds: ["${GAMMA}"]) { totalCount nodes { id } } }`,
    );

    expect(data?.["changes"]).toEqual({ totalCount: 0, nodes: [] });
  });
});
