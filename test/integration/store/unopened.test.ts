import { expect, it } from "@jest/globals";
import { AppError } from "../../../src/errors.js";
import { openDatabase } from "../../../src/store/data-source.js";
import { testDatabaseUrls } from "../../support/databases/test-database.js";

async function refusal(url: string): Promise<string> {
  const error: unknown = await openDatabase(url).catch((cause: unknown) => cause);
  if (!(error instanceof AppError)) throw new Error("it was opened");
  expect(error.code).toBe("DATABASE_UNAVAILABLE");
  return error.message;
}

it("says that nobody listens there", async () => {
  expect(await refusal("mysql://user:hunter2@127.0.0.1:1/snapshots")).toBe(
    "the database at 127.0.0.1:1 cannot be opened (ECONNREFUSED); check DATABASE_URL",
  );
});

it.each(["/proc/no/such/x.db", "/dev/null/below/x.db"])("says that there can be no file (%s)", async (path) => {
  expect(await refusal(`file:${path}`)).toMatch(/cannot be opened \((ENOENT|ENOTDIR)\); check DATABASE_URL/);
});

it.each(testDatabaseUrls().filter(({ name }) => name !== "embedded"))(
  "says what the server refused, and no password ($name)",
  async ({ create }) => {
    const fresh = await create();
    try {
      const wrong = new URL(fresh.url);
      wrong.password = "hunter2";
      const message = await refusal(wrong.href);
      expect(message).toContain("(ER_ACCESS_DENIED_ERROR); check DATABASE_URL");
      expect(message).not.toContain("hunter2");

      const elsewhere = new URL(fresh.url);
      elsewhere.pathname = "/no_such_database";
      expect(await refusal(elsewhere.href)).toMatch(/\(ER_(BAD_DB_ERROR|DBACCESS_DENIED_ERROR)\)/);
    } finally {
      await fresh.drop();
    }
  },
);
