import { describe, expect, it } from "@jest/globals";
import { daysToRetire } from "../../../src/model/retention.js";
import { daysFromTo, type SnapshotDate } from "../../../src/model/snapshot-date.js";

const day = (text: string) => text as SnapshotDate;
const TODAY = day("2026-06-10");
const days = daysFromTo(day("2026-01-01"), TODAY);

function kept(retention: { keepDays?: number; thinAfterDays?: number }, of = days): SnapshotDate[] {
  const { keepDays = null, thinAfterDays = null } = retention;
  const retired = new Set(daysToRetire(of, TODAY, { keepDays, thinAfterDays }));
  return of.filter((one) => !retired.has(one));
}

describe("retention", () => {
  it("keeps everything when nothing is set", () => {
    expect(kept({})).toEqual(days);
  });

  it("removes what is older than so many days", () => {
    expect(kept({ keepDays: 30 })).toEqual(daysFromTo(day("2026-05-11"), TODAY));
    expect(kept({ keepDays: 0 })).toEqual([TODAY]);
  });

  it("thins what is older to the ends of the months", () => {
    expect(kept({ thinAfterDays: 30 })).toEqual([
      ...["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"],
      ...daysFromTo(day("2026-05-11"), TODAY),
    ]);
  });

  it("keeps the last day a month has where its end was missed", () => {
    const gaps = days.filter((one) => one < "2026-02-20" || one > "2026-03-02");

    expect(kept({ thinAfterDays: 60 }, gaps)).toContain("2026-02-19");
  });

  it("thins first and removes later", () => {
    expect(kept({ keepDays: 100, thinAfterDays: 30 })).toEqual([
      ...["2026-03-31", "2026-04-30"],
      ...daysFromTo(day("2026-05-11"), TODAY),
    ]);
  });

  it("changes nothing the second time", () => {
    const once = kept({ keepDays: 100, thinAfterDays: 30 });

    expect(kept({ keepDays: 100, thinAfterDays: 30 }, once)).toEqual(once);
  });
});
