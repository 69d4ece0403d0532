import { expect, it } from "@jest/globals";
import { ColumnMemory, TenantColumns } from "../../../src/store/read/column-memory.js";

const sealed = (...seqs: number[]) => seqs.map((seq) => ({ seq, sealedAt: seq * 10 }));

function columnsOf(contentEpoch: number, skus = 1): TenantColumns {
  const columns = new TenantColumns(contentEpoch);
  const rows = Array.from({ length: skus }, (_, no) => ({ sku_no: no, from_seq: 1, to_seq: 3, assignments: 7 }));
  columns.add(sealed(1, 2, 3), rows);
  return columns;
}

it("lays an interval on the sequences in it, and never over what is there", () => {
  const columns = columnsOf(0);
  columns.add(sealed(2, 5), [{ sku_no: 0, from_seq: 2, to_seq: 9, assignments: 1 }]);

  const places = columns.placesOf(sealed(1, 2, 3, 5));
  expect([...places].map((place) => columns.skus.get(0)?.assignments[place])).toEqual([7, 7, 0, 1]);
  expect(columns.lacking(sealed(9, 5, 4, 9))).toEqual(sealed(4, 9));
});

it("knows a sequence by the instant it was sealed at", () => {
  expect(columnsOf(0).contradicts(sealed(1, 2))).toBe(false);
  expect(columnsOf(0).contradicts([{ seq: 2, sealedAt: 21 }])).toBe(true);
});

it("keeps a tenant's columns under one content epoch alone, the latest", () => {
  const memory = new ColumnMemory(1_000_000);
  const latest = columnsOf(5);
  memory.keep(1, latest);
  memory.keep(1, columnsOf(4));

  expect(memory.of(1, 5, sealed(1))).toBe(latest);
  expect(memory.of(1, 6, sealed(1)).skus.size).toBe(0);
  expect(memory.of(1, 4, sealed(1)).skus.size).toBe(0);
});

it("forgets the tenants asked for longest ago when they take too much together", () => {
  const { bytes } = columnsOf(0, 3);
  const memory = new ColumnMemory(2 * bytes);
  for (const tenantNo of [1, 2, 1, 3]) memory.keep(tenantNo, columnsOf(0, 3));

  const kept = [1, 2, 3].filter((tenantNo) => memory.of(tenantNo, 0, sealed(1)).skus.size > 0);
  expect(kept).toEqual([1, 3]);
});
