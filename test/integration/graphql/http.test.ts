import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { AppError } from "../../../src/errors.js";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Questions } from "../../../src/query/questions.js";
import { countRun } from "../../support/count-run.js";

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly extensions?: { readonly cost?: { readonly requested: number; readonly limit: number } };
}

/** Questions of which only those given are asked; the transport is what is looked at here. */
function questionsOf(answers: Partial<Questions> = {}): Questions {
  const viewer = async () => ({ today: "2026-08-31" as SnapshotDate, tenantCount: 3, allTenants: true });
  return { viewer, ...answers } as Questions;
}

let databaseAnswers = true;

function start(questions: Questions, options: { host?: string; allowUnauthenticated?: boolean } = {}) {
  return startHttpServer({
    questions,
    log: SILENT_LOG,
    ready: async () => {
      if (!databaseAnswers) throw new AppError("DATABASE_UNAVAILABLE", "gone");
    },
    ...{ host: "127.0.0.1", port: 0, allowUnauthenticated: false, ...options },
  });
}

function post(server: HttpServer, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  requests += 1;
  return fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function ask(server: HttpServer, query: string, variables = {}): Promise<{ status: number; body: Body }> {
  const response = await post(server, { query, variables });
  return { status: response.status, body: (await response.json()) as Body };
}

function codes({ body }: { body: Body }): unknown[] {
  return body.errors?.map(({ extensions }) => extensions["code"]) ?? [];
}

let server: HttpServer;

beforeAll(async () => {
  server = await start(
    questionsOf({
      tenants: () => Promise.reject(new Error("Duplicate entry 'canary@contoso.com'")),
      users: () => Promise.reject(new AppError("SNAPSHOT_NOT_FOUND", "One tenant lacks the day", { tenantCount: 1 })),
    }),
  );
});

let requests = 0;

afterAll(async () => {
  countRun("requests", requests);
  await server.stop();
});

describe("a question over HTTP", () => {
  it("is answered with its cost", async () => {
    const { status, body } = await ask(server, "{ viewer { today tenantCount allTenants } }");

    expect(status).toBe(200);
    expect(body).toEqual({
      data: { viewer: { today: "2026-08-31", tenantCount: 3, allTenants: true } },
      extensions: { cost: { requested: 4, limit: 50_000 } },
    });
  });

  it("that our side answers with a code has the code and its details", async () => {
    const answer = await ask(server, "{ users { totalCount } }");

    expect(answer.body.errors?.[0]?.extensions).toEqual({ code: "SNAPSHOT_NOT_FOUND", tenantCount: 1 });
    expect(answer.body.extensions?.cost?.limit).toBe(50_000);
  });

  it("that breaks something here shows an id and nothing else", async () => {
    const { body } = await ask(server, "{ tenants { totalCount } }");

    expect(body.errors?.[0]?.extensions).toEqual({ code: "INTERNAL", id: expect.any(String) });
    expect(JSON.stringify(body)).not.toContain("canary");
  });

  it.each([
    ["a day that does not exist", '{ users(at: "2026-02-30") { totalCount } }', {}],
    ["a day in a variable", "query($d: Date) { users(at: $d) { totalCount } }", { d: "yesterday" }],
    ["a tenant id that is no GUID", '{ tenant(tenantId: "contoso") { name } }', {}],
    ["a GUID missing in a list", '{ users(tenantIds: ["contoso"]) { totalCount } }', {}],
    ["101 nodes", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: Array.from({ length: 101 }, () => "x") }],
    [
      "a filter nested nine levels deep",
      `{ users(filter: ${"{not: ".repeat(8)}{}${"}".repeat(8)}) { totalCount } }`,
      {},
    ],
  ])("with %s is refused as INVALID_INPUT", async (_what, query, variables) => {
    expect(codes(await ask(server, query, variables))).toEqual(["INVALID_INPUT"]);
  });

  it("with ids that nobody made gives null for each", async () => {
    expect((await ask(server, '{ node(id: "x") { id } nodes(ids: ["", "x"]) { id } }')).body.data).toEqual({
      node: null,
      nodes: [null, null],
    });
  });

  it("that costs too much is refused with the number and the field", async () => {
    const user = "nodes { licenses { disabledPlanIds sku { skuId skuPartNumber productName } } }";
    const query = `query($n: Int) { ${["a", "b", "c", "d", "e"].map((a) => `${a}: users(first: $n) { ${user} }`).join(" ")} }`;

    const { status, body } = await ask(server, query, { n: 200 });

    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", limit: 50_000, field: "users" });
    expect(body.extensions?.cost?.requested).toBeGreaterThan(50_000);
  });

  it.each([
    ["five thousand tokens", `{ viewer { ${"today ".repeat(5000)} } }`],
    ["fifty-one aliases", `{ viewer { ${Array.from({ length: 51 }, (_, n) => `a${n}: today`).join(" ")} } }`],
    ["a 90 kB argument of the wrong kind", `{ users(first: "${"x".repeat(90_000)}") { totalCount } }`],
    ["half a query", "{ viewer {"],
  ])("of %s is refused in few words", async (_what, query) => {
    const response = await post(server, { query });

    expect(response.status).toBe(400);
    expect((await response.text()).length).toBeLessThan(2000);
  });
});

describe("a body that is no question", () => {
  it.each([
    ["no JSON", "{bad", 400],
    ["more than 100 kB", JSON.stringify({ query: "#".repeat(110_000) }), 413],
  ])("(%s) is answered in GraphQL's shape", async (_what, body, status) => {
    const response = await post(server, body);

    expect(response.status).toBe(status);
    expect(((await response.json()) as Body).errors?.[0]?.extensions["code"]).toBe("INVALID_INPUT");
  });

  it("(a batch) is refused", async () => {
    expect((await post(server, [{ query: "{ __typename }" }, { query: "{ __typename }" }])).status).toBe(400);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])(
    "(%s, which a foreign page may send) runs nothing",
    async (contentType) => {
      const response = await post(server, '{"query":"{ viewer { today } }"}', { "content-type": contentType });

      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain("2026-08-31");
    },
  );

  it("(a GET without the header that a foreign page cannot send) runs nothing", async () => {
    const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent("{viewer{today}}")}`);

    expect(response.status).toBe(400);
  });
});

describe("the pages", () => {
  const page = (path: string) => fetch(server.url + path, { headers: { accept: "text/html" } });

  it("open Apollo Sandbox at /graphql", async () => {
    const response = await page("/graphql");

    expect(response.headers.get("content-type")).toMatch("text/html");
    expect(await response.text()).toContain("EmbeddedSandbox");
  });

  it("open GraphiQL at /graphiql with nothing from another host", async () => {
    const response = await page("/graphiql");
    const html = await response.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");

    const assets = await Promise.all(links.filter((link) => link.startsWith("/graphiql/assets/")).map(page));

    expect(html).not.toMatch(/https?:/);
    expect(links.filter((link) => !link.startsWith("/graphiql/") && link !== "data:,")).toEqual([]);
    expect(assets.map((asset) => asset.status)).toEqual(links.slice(1).map(() => 200));
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
  });

  it("fill GraphiQL's tabs with the example queries of the calendar's month", async () => {
    const script = await (await page("/graphiql/assets/page.js")).text();

    expect(script).toContain("HowManyLicenses");
    expect(script).toContain("2026-08-01");
    expect(script).toContain("2026-08-31");
  });

  it.each(["/livez", "/graphiql", "/graphql", "/nothing"])("may not be framed or sniffed: %s", async (path) => {
    const { headers } = await page(path);

    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("etag") === null || path.startsWith("/graphiql/assets")).toBe(true);
  });
});

describe("the health checks", () => {
  it("tell a process that runs from a database that answers", async () => {
    const statuses = async () => [
      (await fetch(`${server.url}/livez`)).status,
      (await fetch(`${server.url}/readyz`)).status,
    ];

    const before = await statuses();
    databaseAnswers = false;
    const after = await statuses();
    databaseAnswers = true;

    expect([before, after]).toEqual([
      [200, 200],
      [200, 503],
    ]);
  });
});

describe("the address", () => {
  it.each(["0.0.0.0", "::", "192.168.1.10", "example.com", ""])(
    "%p is refused with a sentence that says why",
    async (host) => {
      await expect(start(questionsOf(), { host })).rejects.toMatchObject({
        code: "INVALID_CONFIGURATION",
        message: expect.stringMatching(/HOST is .*sign in.*ALLOW_UNAUTHENTICATED/),
      });
    },
  );

  it.each([
    ["attacker.example", 421],
    ["attacker.example:4000", 421],
    ["127.0.0.1.attacker.example", 421],
    ["localhost:4000", 200],
    ["[::1]:4000", 200],
  ])("of this machine answers to a page called %s with %d", async (host, status) => {
    expect(await connect(server, host)).toBe(status);
  });

  it("that others can reach is accepted when that is said aloud", async () => {
    const open = await start(questionsOf(), { host: "0.0.0.0", allowUnauthenticated: true });

    expect(open.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
    await open.stop();
  });

  it("that is taken is named with its port", async () => {
    const taken = Number(new URL(server.url).port);
    const attempt = startHttpServer({
      ...{ questions: questionsOf(), log: SILENT_LOG, ready: async () => {} },
      ...{ host: "127.0.0.1", port: taken, allowUnauthenticated: false },
    });

    await expect(attempt).rejects.toMatchObject({ code: "INVALID_CONFIGURATION", details: { port: taken } });
  });
});

describe("a server that is told to stop", () => {
  it("answers what is under way and takes nothing new", async () => {
    let begun = () => {};
    const asked = new Promise<void>((resolve) => (begun = resolve));
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const slow = await start(
      questionsOf({
        viewer: async () => {
          begun();
          await held;
          return { today: "2026-08-31" as SnapshotDate, tenantCount: 1, allTenants: true };
        },
      }),
    );
    const pending = ask(slow, "{ viewer { tenantCount } }");
    await asked;

    const stopped = slow.stop();
    await expect(connect(slow)).rejects.toThrow();
    answer();
    await stopped;

    expect((await pending).body.data).toEqual({ viewer: { tenantCount: 1 } });
  });
});

/** A connection of its own, so that no kept-alive one answers. */
function connect({ url }: HttpServer, host = "localhost"): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/livez`, { agent: false, headers: { host } }, (response) => resolve(response.statusCode ?? 0))
      .on("error", reject)
      .end();
  });
}
