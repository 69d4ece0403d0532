import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Database } from "../../../src/store/database.js";
import { insertRows } from "../../../src/store/dialect.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

async function names(database: Database): Promise<string[]> {
  const rows = await database.read((session) =>
    session.rows<{ sku_id: string }>("SELECT sku_id FROM sku ORDER BY sku_id"),
  );
  return rows.map((row) => row.sku_id);
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describeEachDatabase("transactions", (create) => {
  let opened: OpenedDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });

  beforeEach(() => database.transaction((session) => session.run("DELETE FROM sku")));

  afterAll(() => opened.close());

  it("keeps the rows of one transaction when another at the same time fails, and shows neither early", async () => {
    const wrote = gate();
    const readerLooked = gate();
    const good = database.transaction(async (session) => {
      await session.run(insertRows("sku", ["sku_id"], 2), ["a", "b"]);
      wrote.open();
      await readerLooked.opened;
      return "kept";
    });
    const bad = database.transaction(async (session) => {
      await session.run(insertRows("sku", ["sku_id"], 1), ["c"]);
      throw new Error("on purpose");
    });
    const outcome = Promise.allSettled([good, bad]);
    await wrote.opened;

    const seenMeanwhile = await names(database);
    readerLooked.open();

    expect(await outcome).toMatchObject([{ status: "fulfilled", value: "kept" }, { status: "rejected" }]);
    expect(seenMeanwhile).toEqual([]);
    expect(await names(database)).toEqual(["a", "b"]);
  });

  it("shows another process nothing of a transaction before it is committed", async () => {
    const other = opened.reader;

    await database.transaction(async (session) => {
      await session.run(insertRows("sku", ["sku_id"], 1), ["a"]);
      expect(await names(other)).toEqual([]);
    });

    expect(await names(other)).toEqual(["a"]);
  });

  it("lets two processes write at the same time, one after the other where they must", async () => {
    const other = opened.another;
    const write = (on: Database, id: string) =>
      on.transaction((session) => session.run(insertRows("sku", ["sku_id"], 1), [id]));
    const ids = Array.from({ length: 20 }, (_, index) => `id-${String(index).padStart(2, "0")}`);

    await Promise.all(ids.map((id, index) => write(index % 2 === 0 ? database : other, id)));

    expect(await names(database)).toEqual(ids);
  });

  it("counts the rows an UPDATE matched, also where it changed nothing", async () => {
    await database.transaction((session) => session.run(insertRows("sku", ["sku_id", "part_number"], 1), ["a", "X"]));

    const matched = await database.transaction((session) =>
      session.run("UPDATE sku SET part_number = 'X' WHERE sku_id = 'a'"),
    );

    expect(matched).toBe(1);
  });
});
