import { describe, expect, it } from "@jest/globals";
import { statementChunks } from "../../../src/store/write/statement-chunks.js";

function sizes(rows: readonly (readonly unknown[])[]): number[] {
  return [...statementChunks(rows)].map((chunk) => chunk.length);
}

describe("rows cut into statements", () => {
  it("come in order and all of them", () => {
    const rows = Array.from({ length: 1_234 }, (_, index) => [index, "x".repeat(index)]);

    expect([...statementChunks(rows)].flat()).toEqual(rows);
  });

  it("are at most 500", () => {
    expect(sizes(Array.from({ length: 1_001 }, () => [1, null]))).toEqual([500, 500, 1]);
  });

  it("stay below half a megabyte, even if every character must be escaped", () => {
    const rows = Array.from({ length: 100 }, () => [1, "'".repeat(20_000), Buffer.alloc(16)]);

    for (const chunk of statementChunks(rows)) expect(chunk.length * 40_100).toBeLessThanOrEqual(524_288);
  });

  it("count texts in bytes, not in characters", () => {
    expect(sizes(Array.from({ length: 4 }, () => ["€".repeat(40_000)]))).toEqual([2, 2]);
  });

  it("go alone where one is larger than that, and not at all where there are none", () => {
    expect(sizes([["x".repeat(600_000)], [1]])).toEqual([1, 1]);
    expect(sizes([])).toEqual([]);
  });
});
