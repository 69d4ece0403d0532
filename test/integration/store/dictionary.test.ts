import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Guid } from "../../../src/model/guid.js";
import type { Database } from "../../../src/store/database.js";
import { Dictionary } from "../../../src/store/write/dictionary.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

function guids(count: number): Guid[] {
  return Array.from({ length: count }, () => randomUUID() as Guid);
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

describeEachDatabase("the dictionary", (create) => {
  let opened: OpenedDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });

  afterAll(() => opened.close());

  it("gives a value its number once, and remembers it", async () => {
    const [one, two] = guids(2) as [Guid, Guid];

    const first = await new Dictionary(database).skus([one]);
    const second = await new Dictionary(database).skus([two, one, two]);

    expect(second.get(one)).toBe(first.get(one));
    expect(second.get(two)).not.toBe(first.get(one));
  });

  it("gives eight importers that meet the same new SKUs at once the same numbers", async () => {
    const other = opened.another;
    const importers = Array.from({ length: 8 }, (_, index) => new Dictionary(index % 2 === 0 ? database : other));

    for (let round = 0; round < 10; round += 1) {
      const ids = guids(60);
      const answers = await Promise.all(importers.map((importer) => importer.skus(shuffled(ids))));
      for (const answer of answers)
        expect(ids.map((id) => answer.get(id))).toEqual(ids.map((id) => answers[0]?.get(id)));
    }
  });

  it("numbers sets of disabled plans, the empty set being 0", async () => {
    const [a, b] = guids(2).sort() as [Guid, Guid];

    const number = await new Dictionary(database).disabledPlans([[], [a], [a, b], [a]]);
    const again = await new Dictionary(database).disabledPlans([[a, b]]);

    expect(number([])).toBe(0);
    expect(number([a])).not.toBe(number([a, b]));
    expect(again([a, b])).toBe(number([a, b]));
  });

  it("keeps the name of a SKU that was first met on a person", async () => {
    const [skuId] = guids(1) as [Guid];
    const dictionary = new Dictionary(database);
    await dictionary.skus([skuId]);
    const listed = { skuId, prepaidUnits: { enabled: 1, warning: 0, suspended: 0, lockedOut: 0 }, consumedUnits: 0 };

    await dictionary.nameSkus([{ ...listed, skuPartNumber: "FIRST", servicePlans: [] }]);
    await new Dictionary(database).nameSkus([{ ...listed, skuPartNumber: "SECOND", servicePlans: [] }]);

    const rows = await database.read((session) =>
      session.rows("SELECT part_number FROM sku WHERE sku_id = ?", [skuId]),
    );
    expect(rows).toEqual([{ part_number: "FIRST" }]);
  });
});
