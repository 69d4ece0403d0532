import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { openServer } from "../../../src/store/server-database.js";
import { SERVER_LIMITS } from "../../../src/store/server-limits.js";
import { until } from "../../support/until.js";
import { testDatabaseUrls } from "../../support/databases/test-database.js";

const SERVERS = testDatabaseUrls().filter(({ name }) => name !== "embedded");
const DIGITS = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS n`).join(" UNION ALL ");
const COPIES = Array.from({ length: 11 }, (_, at) => `digit d${at}`).join(" CROSS JOIN ");
/** Counts to a hundred billion. */
const ENDLESS = `WITH digit AS (${DIGITS}) SELECT /* endless */ SUM(d0.n * d1.n) AS total FROM ${COPIES}`;
const RUNNING = `SELECT COUNT(*) AS running FROM information_schema.processlist
  WHERE info LIKE '%endless%' AND info NOT LIKE '%processlist%'`;

describe.each(SERVERS.map((server) => [server.name, server] as const))("a statement without end (%s)", (_, server) => {
  it("is named to the operator, without the values it was asked with", async () => {
    const { url, drop } = await server.create();
    const database = await openServer(url, null, { ...SERVER_LIMITS, statementMs: 2_000 });
    try {
      const asked = database.read((session) => session.rows(`${ENDLESS} WHERE ? = ?`, ["Ada Secret", "Ada Secret"]));
      const cause: unknown = await asked.catch((error: unknown) => error);
      const told = inspect(cause, { depth: 10 });
      expect(cause).toMatchObject({
        message: expect.stringMatching(/stopped a statement that took too long: WITH digit AS/),
      });
      expect(told).not.toContain("Ada Secret");
    } finally {
      await database.close();
      await drop();
    }
  });

  it("is stopped by the server, which says so, and the connection goes on", async () => {
    const { url, drop } = await server.create();
    const database = await openServer(url, null, { ...SERVER_LIMITS, connections: 1, statementMs: 5_000 });
    const observer = await openServer(url);
    try {
      const asked = database.reader.read((session) => session.rows(ENDLESS));
      await expect(asked).rejects.toMatchObject({ code: "QUERY_TOO_EXPENSIVE" });

      const running = async () => {
        const [row] = await observer.read((session) => session.rows<{ running: number }>(RUNNING));
        return Number(row?.running);
      };
      // A server answers a moment before its list forgets the statement; one that nobody stopped would stay there for hours.
      await until(async () => (await running()) === 0);
      expect(await database.reader.read((session) => session.rows("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
    } finally {
      await observer.close();
      await database.close();
      await drop();
    }
  });
});
