import { describe, expect, it } from "@jest/globals";
import { plausibilityChecks } from "../../../src/importer/plausibility.js";

function broken(last: [number, number, number], today: [number, number, number]): string[] {
  const counts = ([users, skus, assignments]: [number, number, number]) => ({ users, skus, assignments });
  return plausibilityChecks(counts(last), counts(today))
    .filter((check) => !check.ok)
    .map((check) => check.code);
}

describe("a day is suspect", () => {
  it("when half of twenty people are gone, and not when half of nineteen are", () => {
    expect(broken([20, 1, 0], [10, 1, 0])).toEqual(["USERS_HALVED"]);
    expect(broken([20, 1, 0], [11, 1, 0])).toEqual([]);
    expect(broken([19, 1, 0], [1, 1, 0])).toEqual([]);
  });

  it("when half of six SKUs are gone, and not when half of five are", () => {
    expect(broken([1, 6, 0], [1, 3, 0])).toEqual(["SKUS_HALVED"]);
    expect(broken([1, 5, 0], [1, 1, 0])).toEqual([]);
  });

  it("when every one of twenty assignments is gone", () => {
    expect(broken([1, 1, 20], [1, 1, 0])).toEqual(["ALL_LICENSES_GONE"]);
    expect(broken([1, 1, 20], [1, 1, 1])).toEqual([]);
    expect(broken([1, 1, 19], [1, 1, 0])).toEqual([]);
  });

  it("never on the first day of a tenant", () => {
    expect(plausibilityChecks(null, { users: 0, skus: 0, assignments: 0 })).toEqual([]);
  });
});
