import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Questions } from "../../../src/query/questions.js";

let server: HttpServer;

/** The audits of the GraphQL-over-HTTP specification, as its working group publishes them. */
const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch });

beforeAll(async () => {
  const viewer = async () => ({ today: "2026-08-31" as SnapshotDate, tenantCount: 3, allTenants: true });
  const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
  server = await startHttpServer({
    questions: { viewer } as unknown as Questions,
    ready: async () => {},
    log: SILENT_LOG,
    ...address,
  });
});

afterAll(() => server.stop());

it("covers the whole specification", () => {
  expect(audits.filter(({ name }) => name.startsWith("MUST")).length).toBeGreaterThan(10);
});

it.each(audits)("GraphQL over HTTP: $name", async (audit) => {
  const result = await audit.fn();

  expect(result).toMatchObject({ status: "ok" });
});
