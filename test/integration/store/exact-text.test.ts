import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import type { Database } from "../../../src/store/database.js";
import { insertRows } from "../../../src/store/dialect.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

/** Texts that a careless collation takes for one another. */
const ALIKE = [
  ["Sales", "Sales "],
  ["Sales", "sales"],
  ["Müller", "Muller"],
  ["M\u00fcller", "Mu\u0308ller"],
  ["straße", "strasse"],
  ["🙂", "🙃"],
  ["", " "],
  ["ﾊ", "ハ"],
  ["a\u200d", "a"],
  ["tab\t", "tab"],
] as const;

describeEachDatabase("text", (create) => {
  let opened: OpenedDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });

  beforeEach(() => database.transaction((session) => session.run("DELETE FROM dimension_value")));

  afterAll(() => opened.close());

  async function keep(texts: readonly string[]): Promise<void> {
    const columns = ["tenant_no", "value_no", "value_hash", "value_text"];
    const cells = texts.flatMap((text, index) => [1, index + 1, randomBytes(16), text]);
    await database.transaction((session) => session.run(insertRows("dimension_value", columns, texts.length), cells));
  }

  it.each(ALIKE)("keeps %j and %j apart, and gives back what it was given", async (one, other) => {
    await keep([one, other]);

    const found = await database.read((session) =>
      session.rows("SELECT value_text AS text FROM dimension_value WHERE value_text = ?", [one]),
    );
    const groups = await database.read((session) =>
      session.rows("SELECT value_text AS text, COUNT(*) AS n FROM dimension_value GROUP BY value_text"),
    );

    expect(found).toEqual([{ text: one }]);
    expect(groups).toHaveLength(2);
  });

  it("keeps keys apart that differ in a trailing space only", async () => {
    const columns = ["identity", "version", "issued_at", "ciphertext"];
    const row = (identity: string) => [identity, 1, 0, Buffer.from("x")];

    await database.transaction((session) =>
      session.run(insertRows("token", columns, 3), ["me", "me ", "ME"].flatMap(row)),
    );
  });

  it("orders by code point, the same on every database", async () => {
    const texts = ["b", "B", "a", "é", "z", "Z", "😀", "\uff5e", "a "];
    await keep(texts);

    const rows = await database.read((session) =>
      session.rows<{ text: string }>("SELECT value_text AS text FROM dimension_value ORDER BY value_text"),
    );

    expect(rows.map((row) => row.text)).toEqual(["B", "Z", "a", "a ", "b", "z", "é", "\uff5e", "😀"]);
  });

  it("keeps null and the empty text apart, and bytes as they are", async () => {
    const bytes = Buffer.from("00ff0a27225c", "hex");
    await database.transaction((session) =>
      session.run(insertRows("token", ["identity", "version", "issued_at", "previous", "ciphertext"], 2), [
        ...["", 1, 0, null, bytes],
        ...["empty", 1, 0, Buffer.alloc(0), bytes],
      ]),
    );

    const rows = await database.read((session) =>
      session.rows("SELECT previous, ciphertext FROM token WHERE identity IN ('', 'empty') ORDER BY identity"),
    );

    expect(rows).toEqual([
      { previous: null, ciphertext: bytes },
      { previous: Buffer.alloc(0), ciphertext: bytes },
    ]);
  });
});
