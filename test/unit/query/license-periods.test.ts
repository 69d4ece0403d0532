import { describe, expect, it } from "@jest/globals";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { runsOf, toPeriod } from "../../../src/query/license-periods.js";

const DAYS = ["2026-03-01", "2026-03-02", "2026-03-05", "2026-03-06"] as SnapshotDate[];

function periods(...held: boolean[]) {
  return runsOf(held).map((run) => toPeriod(run, DAYS));
}

describe("license periods", () => {
  it("join days between which no sealed day lies", () => {
    expect(periods(false, true, true, false)).toEqual([
      { from: "2026-03-02", to: "2026-03-05", openStart: false, openEnd: false, days: 2 },
    ]);
  });

  it("part where a sealed day did not see the license", () => {
    expect(periods(true, false, true, true)).toMatchObject([
      { from: "2026-03-01", to: "2026-03-01", days: 1 },
      { from: "2026-03-05", to: null, days: 2 },
    ]);
  });

  it("are open where the calendar day beyond has no snapshot", () => {
    expect(periods(true, true, false, false)).toMatchObject([{ openStart: true, openEnd: true }]);
    expect(periods(false, false, true, false)).toMatchObject([{ openStart: true, openEnd: false }]);
  });

  it("are none when nothing was held", () => {
    expect(periods(false, false, false, false)).toEqual([]);
  });
});
