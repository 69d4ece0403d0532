import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { exampleQueries } from "../../../src/http/example-queries.js";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { countRun } from "../../support/count-run.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import * as world3 from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

const { ALPHA, ANNA, BETA, CARA, GAMMA } = world3;

interface Body {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

describeEachDatabase("GraphQL over HTTP", (create) => {
  let world: world3.World;
  let server: HttpServer;
  let requests = 0;

  beforeAll(async () => {
    world = await world3.createWorld(create);
    const { questions } = world;
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, ...address });
  });

  afterAll(async () => {
    countRun("requests", requests);
    await server.stop();
    await world.close();
  });

  async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Body> {
    requests += 1;
    const response = await postGraphql(server, { query, variables });
    return (await response.json()) as Body;
  }

  it.each(exampleQueries("2026-03-02", "2026-03-01"))("answers the example: $title", async ({ query, variables }) => {
    const ids = { tenantId: ALPHA, entraId: ANNA };
    const known = Object.entries(ids).filter(([name]) => name in variables);
    const { data, errors } = await ask(query, { ...variables, ...Object.fromEntries(known) });

    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {})).not.toContain(null);
  });

  it("counts each tenant's licenses on a day, and the rows of a page and `other` add up", async () => {
    const { data } = await ask(
      `{ licenses(at: "2026-03-01", groupBy: [{ by: TENANT }, { by: SKU }]) {
        asOf { oldest exact complete tenantCount gaps { tenantId } } total { purchased assigned assignments }
        rows(first: 2, orderBy: PURCHASED_DESC) {
          totalCount nodes { key { by label } measures { purchased assignments utilization } } other { purchased assignments }
        } } }`,
    );

    expect(data?.["licenses"]).toEqual({
      asOf: { oldest: "2026-03-01", exact: true, complete: true, tenantCount: 3, gaps: [] },
      total: { purchased: 24_036, assigned: 47, assignments: 8 },
      rows: {
        totalCount: 6,
        nodes: ["Alpha", "Gamma"].map((tenant) => ({
          key: [
            { by: "TENANT", label: tenant },
            { by: "SKU", label: "FRONTLINE" },
          ],
          measures: { purchased: 12_000, assignments: expect.any(Number), utilization: "0.0001" },
        })),
        other: { purchased: 36, assignments: expect.any(Number) },
      },
    });
  });

  it("names the tenant that lacks a day under EXACT, leaves it out under OMIT, goes back under PREVIOUS", async () => {
    const licenses = (gap: string) =>
      ask(
        `{ licenses(at: "2026-03-03", onGap: ${gap}) { asOf { exact complete tenantCount oldest gaps { tenantId state reason { code } } } } }`,
      );

    const [exact, omit, previous] = await Promise.all([licenses("EXACT"), licenses("OMIT"), licenses("PREVIOUS")]);

    expect(exact?.errors?.[0]?.extensions).toMatchObject({
      code: "SNAPSHOT_NOT_FOUND",
      tenantCount: 1,
      tenants: [{ tenantId: GAMMA, state: "FAILED", nearestBefore: "2026-03-02" }],
    });
    expect(omit?.data?.["licenses"]).toEqual({
      asOf: {
        ...{ exact: true, complete: false, tenantCount: 2, oldest: "2026-03-03" },
        gaps: [{ tenantId: GAMMA, state: "FAILED", reason: { code: "CONSENT_MISSING" } }],
      },
    });
    expect(previous?.data?.["licenses"]).toMatchObject({
      asOf: { exact: false, complete: false, tenantCount: 3, oldest: "2026-03-02" },
    });
  });

  it("draws licenses over time, as points and as columns of the same figures", async () => {
    const { data, errors } = await ask(
      `{ licenseTrend(from: "2026-03-01", to: "2026-03-04", groupBy: [{ by: TENANT }], first: 2) {
        seriesCount gaps(first: 1) { tenantId date state }
        series { key { value label } points { date state missingTenants days measures { assignments purchased } }
          columns { dates states missingTenants days assignments purchased } }
        other { key { value } columns { assignments } } } }`,
    );

    expect(errors).toBeUndefined();
    const trend = data?.["licenseTrend"] as {
      series: {
        points: { date: string; measures: { assignments: number } | null }[];
        columns: Record<string, unknown[]>;
      }[];
    };
    expect(trend).toMatchObject({
      seriesCount: 3,
      gaps: [{ tenantId: GAMMA, date: "2026-03-03", state: "FAILED" }],
      other: { key: [], columns: { assignments: [2, 2, null, null] } },
    });
    for (const { points, columns } of trend.series) {
      expect(columns["dates"]).toEqual(points.map(({ date }) => date));
      expect(columns["assignments"]).toEqual(points.map(({ measures }) => measures?.assignments ?? null));
      expect(columns["states"]).toEqual(["PRESENT", "PRESENT", "FAILED", "SUSPECT"]);
    }
  });

  it("shows who held them, page by page, with managers and the age of the state", async () => {
    const users = (after: string | null) =>
      ask(
        `query($after: String) { users(at: "2026-03-01", tenantIds: ["${ALPHA}"], first: 2, after: $after) {
          totalCount pageInfo { hasNextPage endCursor }
          nodes { displayName person { entraId firstSeen tenant { name } } manager { entraId } managerId asOf { ageDays exact }
            extensionAttributes { n } licenses { sku { skuPartNumber } disabledPlans { servicePlanId } disabledPlanIds } } } }`,
        { after },
      );

    const first = (await users(null)).data?.["users"] as { pageInfo: { endCursor: string }; nodes: unknown[] };
    const second = (await users(first.pageInfo.endCursor)).data?.["users"] as { nodes: unknown[] };

    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(first.nodes[0]).toEqual({
      displayName: "name 101",
      person: { entraId: ANNA, firstSeen: "2026-03-01", tenant: { name: "Alpha" } },
      ...{ manager: { entraId: CARA }, managerId: CARA },
      asOf: { ageDays: 3, exact: true },
      extensionAttributes: [],
      licenses: ["ENTERPRISE", "FRONTLINE", "FLOW_FREE"].map((skuPartNumber) => ({
        sku: { skuPartNumber },
        disabledPlans: [],
        disabledPlanIds: [],
      })),
    });
    expect(first.nodes[1]).toMatchObject({ manager: null });
    expect(second.nodes).toHaveLength(1);
  });

  it("finds every kind of node again by its id, and nothing by the id of a day that is not there", async () => {
    const { data } = await ask(
      `{ tenant(tenantId: "${ALPHA}") { id snapshots(first: 1) { nodes { id } } }
         person(tenantId: "${ALPHA}", entraId: "${ANNA}") { id state(at: "2026-03-02") { id } }
         subscribedSkus(at: "2026-03-02", first: 1) { nodes { id } } }`,
    );
    const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1] ?? "");
    const gone = Buffer.from(`UserState:${ALPHA}:2026-02-01:1:${ANNA}`).toString("base64url");

    const again = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", { ids: [...ids, gone] });

    expect(again.errors).toBeUndefined();
    const types = ["Tenant", "Snapshot", "Person", "UserState", "SubscribedSku"];
    expect(again.data?.["nodes"]).toEqual([...ids.map((id, n) => ({ __typename: types[n], id })), null]);
  });

  it.each([
    [
      "an unknown tenant in a list",
      `{ licenses(tenantIds: ["99999999-9999-4999-8999-999999999999"]) { total { assigned } } }`,
      "TENANT_NOT_FOUND",
    ],
    ["no people on a page", "{ users(first: 0) { totalCount } }", "INVALID_INPUT"],
    ["too many people on a page", "{ users(first: 201) { totalCount } }", "INVALID_INPUT"],
    ["first and last together", "{ users(first: 1, last: 1) { totalCount } }", "INVALID_INPUT"],
    ["a cursor made by hand", '{ users(first: 1, after: "x") { totalCount } }', "INVALID_CURSOR"],
    [
      "too many rows on a page",
      "{ licenses(groupBy: [{ by: SKU }]) { rows(first: 201) { totalCount } } }",
      "INVALID_INPUT",
    ],
    ["a day to come", '{ users(at: "2031-01-01", onGap: EXACT) { totalCount } }', expect.any(String)],
    ["days the wrong way round", '{ coverage(from: "2026-03-02", to: "2026-03-01") { totalCount } }', "INVALID_INPUT"],
    [
      "an age below nothing",
      '{ users(at: "2026-03-02", onGap: PREVIOUS, maxAgeDays: -1) { totalCount } }',
      "INVALID_INPUT",
    ],
    [
      "extension attribute 16",
      '{ users(filter: { extensionAttribute: { n: 16, value: { eq: "x" } } }) { totalCount } }',
      "INVALID_INPUT",
    ],
    [
      "the same group key twice",
      "{ licenses(groupBy: [{ by: SKU }, { by: SKU }]) { total { assigned } } }",
      "INVALID_INPUT",
    ],
  ])("refuses %s", async (_what, query, code) => {
    const { errors } = await ask(query);

    expect(errors?.map(({ extensions }) => extensions["code"])).toEqual([code]);
    expect(errors?.[0]?.extensions["code"]).not.toBe("INTERNAL");
  });

  it("answers nothing for an empty list of tenants and null for one that is not there", async () => {
    const { data } = await ask(
      `{ users(tenantIds: []) { totalCount } tenant(tenantId: "99999999-9999-4999-8999-999999999999") { name }
         person(tenantId: "${BETA}", entraId: "${CARA}") { entraId } }`,
    );

    expect(data).toEqual({ users: { totalCount: 0 }, tenant: null, person: null });
  });
});
