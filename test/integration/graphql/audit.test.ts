import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Questions } from "../../../src/query/questions.js";

let server: HttpServer;

/** The audits of the GraphQL-over-HTTP specification, as its working group publishes them. */
const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch });

/** A GET that a browser sends without asking first is refused; what cannot run is 400 in every media type. */
const OTHERWISE = [
  /^MAY accept application\/x-www-form-urlencoded formatted GET requests$/,
  /^MAY allow URL-encoded JSON string {variables} parameter in GETs/,
  /^SHOULD use (a status code of )?200 .* when accepting application\/json$/,
];
const otherwise = (name: string) => OTHERWISE.some((pattern) => pattern.test(name));

beforeAll(async () => {
  const viewer = async () => ({ today: "2026-08-31" as SnapshotDate, tenantCount: 3, allTenants: true });
  server = await startHttpServer({
    questions: { viewer } as unknown as Questions,
    ready: async () => {},
    log: SILENT_LOG,
    ...{ host: "127.0.0.1", port: 0, allowUnauthenticated: false },
  });
});

afterAll(() => server.stop());

it("covers the whole specification", () => {
  expect(audits.filter(({ name }) => name.startsWith("MUST")).length).toBeGreaterThan(10);
});

it.each(audits.filter(({ name }) => !otherwise(name)))("GraphQL over HTTP: $name", async (audit) => {
  expect(await audit.fn()).toMatchObject({ status: "ok" });
});

it("does otherwise only where the specification leaves it open", async () => {
  const results = await Promise.all(audits.filter(({ name }) => otherwise(name)).map((audit) => audit.fn()));

  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["notice", "warn"]));
});
