import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import type { Database } from "../../../src/store/database.js";
import { CommitFailed } from "../../../src/store/driver-error.js";
import { TokenStore } from "../../../src/store/write/token-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const KEY = randomBytes(32);
const IDENTITY = "partner|app";

describeEachDatabase("the token store", (create) => {
  let opened: OpenedDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });

  beforeEach(() => database.transaction((session) => session.run("DELETE FROM token")));

  afterAll(() => opened.close());

  const storeOf = (identity = IDENTITY, key = KEY) => new TokenStore(database, key, identity);

  it("has nothing before the first sign-in", async () => {
    expect(await storeOf().read()).toBeNull();
  });

  it("gives back the token with its version, and when it was issued", async () => {
    const before = Date.now();
    await storeOf().write(0, "0.secret");

    const stored = await storeOf().read();

    expect(stored).toMatchObject({ version: 1, refreshToken: "0.secret" });
    expect(Math.abs((stored?.issuedAt.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });

  it("replaces the version that the writer read, and no other", async () => {
    const store = storeOf();
    await store.write(0, "one");

    expect(await store.write(1, "two")).toBe(true);
    expect(await store.write(1, "late")).toBe(false);
    expect(await store.write(0, "later still")).toBe(false);
    expect(await store.read()).toMatchObject({ version: 2, refreshToken: "two" });
  });

  /** The first transaction fails as a connection does that breaks before it, or after its COMMIT was applied. */
  function breaking(at: "before" | "after"): Database {
    let broken = false;
    const lost = Object.assign(new Error("lost"), { code: "PROTOCOL_CONNECTION_LOST" });
    return {
      ...database,
      async transaction(work) {
        const breaks = !broken;
        broken = true;
        if (breaks && at === "before") throw lost;
        const result = await database.transaction(work);
        if (breaks) throw new CommitFailed(lost);
        return result;
      },
    };
  }

  it.each(["before", "after"] as const)(
    "keeps a new token once though the connection breaks %s it is written",
    async (at) => {
      await storeOf().write(0, "one");

      await new TokenStore(breaking(at), KEY, IDENTITY).write(1, "two");

      expect(await storeOf().read()).toMatchObject({ version: 2, refreshToken: "two" });
    },
  );

  it.each([0, 1])("lets exactly one of eight concurrent writers replace version %d", async (version) => {
    if (version === 1) await storeOf().write(0, "first");
    const other = opened.another;
    const writers = Array.from(
      { length: 8 },
      (_, index) => new TokenStore(index % 2 === 0 ? database : other, KEY, IDENTITY),
    );

    const won = await Promise.all(writers.map((writer, index) => writer.write(version, `token-${index}`)));

    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await storeOf().read()).toMatchObject({ version: version + 1, refreshToken: `token-${won.indexOf(true)}` });
  });

  it("keeps the token before the last one, which Microsoft may still take", async () => {
    await storeOf().write(0, "one");
    const [first] = await database.read((session) => session.rows("SELECT ciphertext FROM token"));

    await storeOf().write(1, "two");

    const [second] = await database.read((session) => session.rows("SELECT previous FROM token"));
    expect(second?.["previous"]).toEqual(first?.["ciphertext"]);
  });

  it("says TOKEN_UNREADABLE under another key", async () => {
    await storeOf().write(0, "secret");

    await expect(storeOf(IDENTITY, randomBytes(32)).read()).rejects.toMatchObject({ code: "TOKEN_UNREADABLE" });
  });

  it("gives its version under another key too, so that a new sign-in can replace it", async () => {
    expect(await storeOf().storedVersion()).toBe(0);
    await storeOf().write(0, "secret");
    const other = storeOf(IDENTITY, randomBytes(32));

    expect(await other.write(await other.storedVersion(), "signed in again")).toBe(true);

    expect(await other.read()).toMatchObject({ version: 2, refreshToken: "signed in again" });
  });

  it("refuses a row that was swapped with another identity's", async () => {
    await storeOf("one").write(0, "token of one");
    await storeOf("two").write(0, "token of two");
    await database.transaction(async (session) => {
      await session.run("UPDATE token SET identity = 'swap' WHERE identity = 'one'");
      await session.run("UPDATE token SET identity = 'one' WHERE identity = 'two'");
      await session.run("UPDATE token SET identity = 'two' WHERE identity = 'swap'");
    });

    await expect(storeOf("one").read()).rejects.toMatchObject({ code: "TOKEN_UNREADABLE" });
    await expect(storeOf("two").read()).rejects.toMatchObject({ code: "TOKEN_UNREADABLE" });
  });

  it.each([
    ["an earlier version of itself", "UPDATE token SET ciphertext = previous"],
    ["a higher version number", "UPDATE token SET version = version + 1"],
    ["one byte short", "UPDATE token SET ciphertext = SUBSTR(ciphertext, 1, LENGTH(ciphertext) - 1)"],
    ["nothing", "UPDATE token SET ciphertext = ''"],
  ])("refuses a row that was changed to %s", async (_, change) => {
    await storeOf().write(0, "one");
    await storeOf().write(1, "two");

    await database.transaction((session) => session.run(change));

    await expect(storeOf().read()).rejects.toMatchObject({ code: "TOKEN_UNREADABLE" });
  });

  it("has no plaintext in the table, nor the same bytes twice", async () => {
    const secret = "0.AXoA-plain-text-of-a-refresh-token";
    await storeOf("one").write(0, secret);
    await storeOf("one").write(1, secret);

    const [row] = await database.read((session) => session.rows("SELECT * FROM token"));

    const bytes = Object.values(row ?? {}).map((value) =>
      Buffer.isBuffer(value) ? value : Buffer.from(String(value)),
    );
    expect(
      bytes.some((value) => value.includes(secret) || value.includes(Buffer.from(secret).toString("base64"))),
    ).toBe(false);
    expect(row?.["previous"]).not.toEqual(row?.["ciphertext"]);
  });
});
