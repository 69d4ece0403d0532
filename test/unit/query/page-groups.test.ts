import { describe, expect, it } from "@jest/globals";
import { pageGroups, type WantedRows } from "../../../src/query/page-groups.js";
import type { ResolvedDay } from "../../../src/query/resolve-days.js";

/** Tenants 1, 2, 3, ... with so many people each. */
function groups(people: readonly number[], wanted: Partial<WantedRows>): number[][] {
  const days = people.map((userCount, index) => ({ tenant: { tenantNo: index + 1 }, snapshot: { userCount } }));
  const result = pageGroups(days as ResolvedDay[], { keys: null, backward: false, rows: null, ...wanted });
  return result.map((group) => group.map((day) => day.tenant.tenantNo));
}

describe("the tenants a page can touch", () => {
  it("are the one it goes on in, those read whole, and the one that fills it", () => {
    expect(groups([9, 1, 1, 50, 50], { keys: [1, 7], rows: 10 })).toEqual([[1], [2, 3], [4]]);
    expect(groups([50, 50], { rows: 10 })).toEqual([[1]]);
    expect(groups([1, 0, 2], { rows: 10 })).toEqual([[1, 2, 3]]);
  });

  it("lie in front of the key when the page goes backward", () => {
    expect(groups([50, 1, 9, 9], { keys: [3, 2], rows: 10, backward: true })).toEqual([[3], [2], [1]]);
  });

  it("are all that are left when a filter decides who counts", () => {
    expect(groups([1, 1, 1, 1], { keys: [2, 1] })).toEqual([[2], [3, 4]]);
    expect(groups([], {})).toEqual([]);
  });
});
