import { describe, expect, it } from "@jest/globals";
import type { Guid } from "../../../src/model/guid.js";
import type { Session } from "../../../src/store/database.js";
import { createSkuDictionary } from "../../../src/store/read/catalogue-skus.js";

const A = "00000000-0000-0000-0000-00000000000a" as Guid;
const B = "00000000-0000-0000-0000-00000000000b" as Guid;
const C = "00000000-0000-0000-0000-00000000000c" as Guid;

/** A node that has come to this version of the catalogue, with these SKUs in it. */
function node(version: number, skuIds: readonly Guid[], asked: unknown[][]): Session {
  const rows = (_sql: string, parameters: readonly unknown[] = []) => {
    asked.push([...parameters]);
    const found = skuIds.filter((id) => parameters.includes(id));
    const named = found.map((sku_id, index) => ({ version, sku_no: index + 1, sku_id, part_number: "NAMED" }));
    return Promise.resolve(found.length === 0 ? [{ version, sku_no: null }] : named);
  };
  return { rows: rows as Session["rows"], run: () => Promise.reject(new Error("nothing is written")) };
}

describe("what is not in the dictionary", () => {
  it("is not concluded from a node that is behind the question", async () => {
    const asked: unknown[][] = [];
    const skus = createSkuDictionary({ of: () => null });
    skus.note(2);

    await skus.byId(node(1, [], asked), [A]);
    const found = await skus.byId(node(2, [A], asked), [A]);

    expect(found.get(A)?.partNumber).toBe("NAMED");
    expect(asked).toEqual([[A], [A]]);
  });

  it("is not concluded from an older node beside newer ones", async () => {
    const asked: unknown[][] = [];
    const skus = createSkuDictionary({ of: () => null });
    await skus.byId(node(2, [A], asked), [B]);
    skus.note(2);

    await skus.byId(node(1, [], asked), [A]);
    const found = await skus.byId(node(2, [A], asked), [A, B]);

    expect(found.get(A)?.partNumber).toBe("NAMED");
    expect(asked).toEqual([[B], [A], [A]]);
  });

  it("is forgotten where callers name more ids than are remembered", async () => {
    const asked: unknown[][] = [];
    const skus = createSkuDictionary({ of: () => null }, 2);
    const session = node(1, [], asked);

    for (const id of [A, B, A, C, C, A]) await skus.byId(session, [id]);

    expect(asked).toEqual([[A], [B], [C], [A]]);
  });
});
