import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { ALPHA, BEN, createWorld, E5, type World } from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** Every root that takes a period, asked for one. */
const PERIODS: Readonly<Record<string, (from: string, to: string) => string>> = {
  accesses: (from, to) => `{ accesses(tenantId: "${ALPHA}", from: "${from}", to: "${to}") { totalCount } }`,
  changes: (from, to) => `{ changes(from: "${from}", to: "${to}") { totalCount } }`,
  changeSummaries: (from, to) => `{ changeSummaries(from: "${from}", to: "${to}") { totalCount } }`,
  compare: (from, to) => `{ compare(from: "${from}", to: "${to}") { total { assignments } } }`,
  coverage: (from, to) => `{ coverage(from: "${from}", to: "${to}") { totalCount } }`,
  licenseTrend: (from, to) => `{ licenseTrend(from: "${from}", to: "${to}") { gaps { date } } }`,
  timeline: (from, to) => person(`timeline(from: "${from}", to: "${to}") { totalCount }`),
  snapshots: (from, to) =>
    `{ tenant(tenantId: "${ALPHA}") { snapshots(from: "${from}", to: "${to}") { totalCount } } }`,
};

/** Every root that takes a day, asked for one. */
const DAYS: Readonly<Record<string, (at: string) => string>> = {
  users: (at) => `{ users(at: "${at}") { totalCount } }`,
  subscribedSkus: (at) => `{ subscribedSkus(at: "${at}") { totalCount } }`,
  licenses: (at) => `{ licenses(at: "${at}") { total { assigned } } }`,
  state: (at) => person(`state(at: "${at}") { displayName }`),
};

/** Every list that has pages, and what is to be asked with a cursor. */
const LISTS: Readonly<Record<string, (after: string) => string>> = {
  tenants: (after) => `{ tenants(after: ${after}) { totalCount } }`,
  snapshots: (after) => `{ tenant(tenantId: "${ALPHA}") { snapshots(after: ${after}) { totalCount } } }`,
  accesses: (after) =>
    `{ accesses(tenantId: "${ALPHA}", from: "2026-03-01", to: "2026-03-02", after: ${after}) { totalCount } }`,
  coverage: (after) => `{ coverage(from: "2026-03-01", to: "2026-03-02", after: ${after}) { totalCount } }`,
  changes: (after) => `{ changes(from: "2026-03-01", to: "2026-03-02", after: ${after}) { totalCount } }`,
  changeSummaries: (after) =>
    `{ changeSummaries(from: "2026-03-01", to: "2026-03-02", after: ${after}) { totalCount } }`,
  timeline: (after) => person(`timeline(after: ${after}) { totalCount }`),
  subscribedSkus: (after) => `{ subscribedSkus(at: "2026-03-02", after: ${after}) { totalCount } }`,
  rows: (after) => `{ licenses(at: "2026-03-02", groupBy: [{ by: SKU }]) { rows(after: ${after}) { totalCount } } }`,
  deltas: (after) =>
    `{ compare(from: "2026-03-01", to: "2026-03-02", groupBy: [{ by: SKU }]) { rows(after: ${after}) { totalCount } } }`,
  causes: (after) =>
    `{ compare(from: "2026-03-01", to: "2026-03-02") { causes { changes(after: ${after}) { totalCount } } } }`,
};

function person(asked: string): string {
  return `{ person(tenantId: "${ALPHA}", entraId: "${BEN}") { ${asked} } }`;
}

const GUIDS = JSON.stringify(Array.from({ length: 1_001 }, () => E5));

describeEachDatabase("bad input over HTTP", (create) => {
  let world: World;
  let server: HttpServer;
  let cursorOfUsers: string;

  beforeAll(async () => {
    world = await createWorld(create);
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({
      ...{ questions: world.questions, ready: async () => {}, log: SILENT_LOG, ...address },
    });
    const { data } = await ask('{ users(at: "2026-03-02", first: 1) { pageInfo { endCursor } } }');
    cursorOfUsers = (data as { users: { pageInfo: { endCursor: string } } }).users.pageInfo.endCursor;
  });
  afterAll(async () => {
    await server.stop();
    await world.close();
  });

  async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Body> {
    const response = await postGraphql(server, { query, variables });
    return (await response.json()) as Body;
  }

  async function refused(query: string, code: string, argument: string): Promise<void> {
    const { errors } = await ask(query);
    const told = errors?.map(({ extensions }) => ({ code: extensions["code"], argument: extensions["argument"] }));
    expect([query.slice(0, 200), told]).toEqual([query.slice(0, 200), [{ code, argument }]]);
  }

  describe.each(Object.entries(PERIODS))("%s", (_root, asked) => {
    it("refuses days the wrong way round", () => refused(asked("2026-03-02", "2026-03-01"), "INVALID_INPUT", "from"));

    it.each(["2026-02-30", "1976-03-01", "yesterday", ""])("refuses %p, which is no day", (from) =>
      refused(asked(from, "2026-03-01"), "INVALID_INPUT", "from"),
    );
  });

  it.each([
    ["a variable", "query($d: Date!) { users(at: $d) { totalCount } }", { d: "yesterday" }, "$d"],
    ["a list of texts where a day belongs", '{ users(at: ["x"]) { totalCount } }', {}, "at"],
  ])("a day in %s names it", async (_what, query, variables, argument) => {
    const { errors } = await ask(query, variables);

    expect(errors?.[0]?.extensions["argument"]).toBe(argument);
  });

  it.each(Object.entries(PERIODS))("%s refuses days to come", (_root, asked) =>
    refused(asked("2026-03-01", "2026-03-05"), "INVALID_INPUT", "to"),
  );

  it.each(["accesses", "changes", "changeSummaries", "coverage", "licenseTrend"])(
    "%s refuses more years than a question takes",
    (root) => refused(PERIODS[root]!("2001-03-01", "2026-03-01"), "INVALID_INPUT", "from"),
  );

  it("compare of a day long before all others says where the days begin", async () => {
    const { errors } = await ask(PERIODS["compare"]!("2001-03-01", "2026-03-01"));

    expect(errors?.[0]?.extensions).toMatchObject({
      ...{ code: "SNAPSHOT_NOT_FOUND", tenantCount: 3 },
      tenants: [{ nearestAfter: "2026-03-01" }, { nearestAfter: "2026-03-01" }, { nearestAfter: "2026-03-01" }],
    });
  });

  it.each(Object.entries(DAYS))("%s refuses a day to come", (_root, asked) =>
    refused(asked("2026-03-05"), "INVALID_INPUT", "at"),
  );

  it.each(Object.entries(LISTS))("%s refuses the cursor of another question", (_root, asked) =>
    refused(asked(JSON.stringify(cursorOfUsers)), "INVALID_CURSOR", "after"),
  );

  it.each(Object.entries(LISTS))("%s refuses a cursor of eight thousand letters and more", (_root, asked) =>
    refused(asked(JSON.stringify("A".repeat(8_200))), "INVALID_CURSOR", "after"),
  );

  it.each(["LISTS", "first", "last"])("pages of 201 are refused: %s", async (argument) => {
    if (argument === "last") return refused("{ users(last: 201) { totalCount } }", "INVALID_INPUT", "last");
    for (const [, asked] of Object.entries(LISTS)) {
      const query = asked("null").replace("after: null", "first: 201");
      await refused(query, "INVALID_INPUT", "first");
    }
  });

  it.each(["mutation { eraseEverything }", "mutation { __typename }", "subscription { changes }"])(
    "%s is refused as no question: there is none of its kind",
    async (query) => {
      const { data, errors } = await ask(query);

      expect(data).toBeUndefined();
      expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    },
  );

  it.each([
    ["groupBy", "{ licenses(groupBy: [{ by: COLOR }]) { total { assigned } } }", "COLOR"],
    ["a filter", '{ users(filter: { color: { eq: "red" } }) { totalCount } }', "color"],
    ["an order", "{ users(orderBy: [{ field: COLOR }]) { totalCount } }", "COLOR"],
    [
      "a kind of change",
      '{ changes(from: "2026-03-01", to: "2026-03-02", filter: { kinds: [PAINTED] }) { totalCount } }',
      "PAINTED",
    ],
    ["a state of a day", '{ coverage(from: "2026-03-01", to: "2026-03-02", states: [RAINY]) { totalCount } }', "RAINY"],
    [
      "an interval",
      '{ licenseTrend(from: "2026-03-01", to: "2026-03-02", interval: DECADE) { gaps { date } } }',
      "DECADE",
    ],
  ])("a name that is not there in %s is refused by its name", async (_where, query, name) => {
    const { errors } = await ask(query);

    expect(errors?.[0]?.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(errors?.[0]?.message).toContain(name);
  });

  it.each([
    [
      "users",
      "{ users(filter: { extensionAttribute: { n: 16, value: {} } }) { totalCount } }",
      "filter.extensionAttribute.n",
    ],
    ["licenses", "{ licenses(groupBy: [{ by: EXTENSION_ATTRIBUTE, n: 16 }]) { total { assigned } } }", "groupBy[0].n"],
    [
      "licenseTrend",
      '{ licenseTrend(from: "2026-03-01", to: "2026-03-02", groupBy: [{ by: SKU }, { by: EXTENSION_ATTRIBUTE, n: 16 }]) { gaps { date } } }',
      "groupBy[1].n",
    ],
    [
      "compare",
      '{ compare(from: "2026-03-01", to: "2026-03-02", groupBy: [{ by: EXTENSION_ATTRIBUTE, n: 16 }]) { total { assignments } } }',
      "groupBy[0].n",
    ],
    [
      "changes",
      '{ changes(from: "2026-03-01", to: "2026-03-02", filter: { user: { extensionAttribute: { n: 16, value: {} } } }) { totalCount } }',
      "filter.user.extensionAttribute.n",
    ],
  ])("%s knows no extension attribute 16", (_root, query, argument) => refused(query, "INVALID_INPUT", argument));

  it.each([
    [
      "changes",
      `{ changes(from: "2026-03-01", to: "2026-03-02", filter: { skuIds: ${GUIDS} }) { totalCount } }`,
      "filter.skuIds",
    ],
    ["licenses", `{ licenses(filter: { skuIds: ${GUIDS} }) { total { assigned } } }`, "filter.skuIds"],
    ["excluding", `{ licenses(filter: { excludeSkuIds: ${GUIDS} }) { total { assigned } } }`, "filter.excludeSkuIds"],
    ["users", `{ users(filter: { skus: { any: ${GUIDS} } }) { totalCount } }`, "filter.skus.any"],
    ["a list of texts", `{ users(filter: { mail: { in: ${GUIDS} } }) { totalCount } }`, "filter.mail.in"],
    ["nodes", `{ nodes(ids: ${JSON.stringify(Array.from({ length: 101 }, () => "x"))}) { id } }`, "ids"],
  ])("more ids than there may be are refused in %s", (_root, query, argument) =>
    refused(query, "INVALID_INPUT", argument),
  );

  it.each([
    [
      "ten thousand ids in the document",
      `{ users(tenantIds: ${JSON.stringify(Array.from({ length: 10_000 }, (_, n) => `${n}`))}) { totalCount } }`,
    ],
    ["five thousand tokens", `{ viewer { ${"today ".repeat(5_000)} } }`],
  ])("%s are refused before anything is read", async (_what, query) => {
    const { errors } = await ask(query);

    expect(errors?.[0]?.extensions["code"]).toBe("GRAPHQL_PARSE_FAILED");
    expect(errors?.[0]?.message).toContain("4000 tokens");
  });

  it.each([
    ["depth", person(`${"state { person { ".repeat(6)} entraId ${"} } ".repeat(6)}`), 14],
    ["aliases", `{ viewer { ${Array.from({ length: 51 }, (_, n) => `a${n}: today`).join(" ")} } }`, 51],
    ["rootFields", `{ ${"viewer { today } ".repeat(11)} }`, 11],
    ["directives", `{ viewer { ${"today @include(if: true) ".repeat(21)} } }`, 21],
  ])("too much %s in a document is refused with the numbers", async (name, query, actual) => {
    const { errors } = await ask(query);

    expect(errors?.map(({ extensions }) => extensions)).toContainEqual(
      expect.objectContaining({
        code: "GRAPHQL_VALIDATION_FAILED",
        limit: expect.objectContaining({ name, actual }),
      }),
    );
  });

  it("fragments that write each other out more than 5,000 times are refused", async () => {
    const chain = (links: number) =>
      Array.from({ length: links }, (_, n) => `fragment F${n} on Viewer { ...F${n + 1} ...F${n + 1} }`).join(" ");
    const asked = (links: number) => `{ viewer { ...F0 } } ${chain(links)} fragment F${links} on Viewer { today }`;

    expect((await ask(asked(10))).data).toEqual({ viewer: { today: "2026-03-04" } });
    const { errors } = await ask(asked(13));
    expect(errors?.[0]?.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(errors?.[0]?.message).toMatch(/too many selections/);
  });
});
