import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { createMetrics } from "../../../src/metrics.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createDataVersions } from "../../../src/query/data-version.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { createWorld, TODAY, type World } from "../query/three-tenants.js";

const QUESTION = JSON.stringify({ query: "{ users(first: 200) { nodes { displayName userPrincipalName } } }" });
const JSON_TYPE = { "content-type": "application/json" };

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** In chunks, without a length. */
  readonly chunked?: boolean;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function send(server: HttpServer, sent: Sent): Promise<Answer> {
  const { method = "POST", path = "/graphql", headers = JSON_TYPE, body = "", chunked = false } = sent;
  const length = chunked || method === "GET" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const request = httpRequest(server.url + path, { method, headers: { ...headers, ...length } });
  request.end(method === "GET" ? undefined : body);
  const [response] = (await once(request, "response")) as [import("node:http").IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { date: _date, ...rest } = response.headers;
  return { status: response.statusCode, headers: rest, body: Buffer.concat(chunks).toString() };
}

describeEachDatabase("the door in front of express", (create) => {
  let world: World;
  let plain: HttpServer;
  let kept: HttpServer;
  const metrics = createMetrics({ readState: () => Promise.reject(new Error("nobody asks")) });

  beforeAll(async () => {
    world = await createWorld(create);
    const calendar = { now: () => new Date(`${TODAY}T12:00:00Z`) };
    const versions = createDataVersions(createReadStore(world.database), calendar);
    const questions = createQuestions({ store: versions.store, calendar, freeSkus: new Set() });
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false, ready: async () => {}, log: SILENT_LOG };
    plain = await startHttpServer({ questions, ...address });
    kept = await startHttpServer({ questions, ...address, versions, answerCacheBytes: 1_000_000, metrics });
  });
  afterAll(async () => {
    await Promise.all([plain.stop(), kept.stop()]);
    await world.close();
  });

  const query = encodeURIComponent("{ viewer { today } }");
  const odd: [string, Sent][] = [
    ["nothing", {}],
    ["no JSON", { body: "{ users" }],
    ["a JSON text", { body: '"{ viewer { today } }"' }],
    ["a batch", { body: `[${QUESTION}]` }],
    ["no query", { body: "{}" }],
    ["a query that is a number", { body: '{"query": 1}' }],
    ["a body that is too long", { body: JSON.stringify({ query: `{ viewer { today } } #${"x".repeat(110_000)}` }) }],
    ["a wrong length", { body: QUESTION, headers: { ...JSON_TYPE, "content-length": "x" }, chunked: true }],
    ["a question in chunks", { body: JSON.stringify({ query: "{ viewer { today } }" }), chunked: true }],
    ["a compressed question", { body: gzipSync(QUESTION), headers: { ...JSON_TYPE, "content-encoding": "gzip" } }],
    ["a charset", { body: QUESTION, headers: { "content-type": "application/json; charset=utf-8" } }],
    ["another charset", { body: QUESTION, headers: { "content-type": "application/json; charset=latin1" } }],
    ["plain text", { body: QUESTION, headers: { "content-type": "text/plain" } }],
    ["no type", { body: QUESTION, headers: {} }],
    ["a GET", { method: "GET", path: `/graphql?query=${query}`, headers: JSON_TYPE }],
    ["a query string", { path: "/graphql?operationName=A", body: QUESTION }],
    ["another path", { path: "/graphql/x", body: QUESTION }],
    ["a foreign name", { body: QUESTION, headers: { ...JSON_TYPE, host: "evil.example" } }],
    ["a question with an error", { body: '{"query": "{ users(first: 0) { totalCount } }"}' }],
    ["a question that is refused", { body: '{"query": "{ nothing }"}' }],
  ];

  it.each(odd)("lets %s be answered as without it", async (_what, sent) => {
    const outcome = async (server: HttpServer) => {
      const answer = await send(server, sent).catch((error: NodeJS.ErrnoException) => error.code);
      if (typeof answer !== "object") return answer;
      const { status, body, headers } = answer;
      return { status, body, type: headers["content-type"], policy: headers["content-security-policy"] };
    };

    const [with1, without] = [await outcome(kept), await outcome(plain)];

    expect(with1).toEqual(without);
    expect(await outcome(kept)).toEqual(without);
  });

  it("sends what is kept as the first answer was sent, and counts it", async () => {
    const body = JSON.stringify({ query: "{ users(first: 200) { totalCount nodes { displayName } } }" });
    const first = await send(kept, { body });
    const counted = await metrics.text();
    const again = await send(kept, { body });
    const etag = String(first.headers.etag);
    const known = await send(kept, { body, headers: { ...JSON_TYPE, "if-none-match": etag } });

    expect(again).toEqual(first);
    expect(first.headers).toMatchObject({ "x-frame-options": "DENY", "cache-control": "private, no-cache" });
    expect([known.status, known.body, known.headers["x-content-type-options"]]).toEqual([304, "", "nosniff"]);
    const answers = (text: string) =>
      Number(/http_requests_total\{kind="graphql",status="200"\} (\d+)/.exec(text)?.[1] ?? 0);
    expect(answers(await metrics.text())).toBe(answers(counted) + 1);
    expect(await metrics.text()).toContain('http_requests_total{kind="graphql",status="304"} 1');
  });

  describe("when a caller goes away in the middle of a question", () => {
    it("answers the next one", async () => {
      const { port, hostname } = new URL(kept.url);
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.write(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{",
      );
      socket.destroy();
      await once(socket, "close");

      expect((await send(kept, { body: QUESTION })).status).toBe(200);
    });
  });
});
