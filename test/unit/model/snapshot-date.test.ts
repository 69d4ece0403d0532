import { describe, expect, it } from "@jest/globals";
import {
  addDays,
  dayOf,
  daysBetween,
  daysFromTo,
  parseSnapshotDate,
  type SnapshotDate,
} from "../../../src/model/snapshot-date.js";
import { AppError } from "../../../src/errors.js";

const day = (text: string) => parseSnapshotDate("at", text);

describe("a snapshot date", () => {
  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", "", "1999-12-31", "3000-01-01"])(
    "is not %j, and the error names the argument",
    (text) => {
      const parsing = () => parseSnapshotDate("from", text);

      expect(parsing).toThrow(AppError);
      expect(parsing).toThrow(/^from must be a calendar day/);
    },
  );

  it("is the UTC day of an instant", () => {
    expect(dayOf(new Date("2026-03-29T23:30:00-05:00"))).toBe("2026-03-30");
  });

  it("counts over months, leap days and years", () => {
    expect(addDays(day("2024-02-28"), 2)).toBe("2024-03-01");
    expect(addDays(day("2026-01-01"), -1)).toBe("2025-12-31");
    expect(daysBetween(day("2024-01-01"), day("2025-01-01"))).toBe(366);
    expect(daysFromTo(day("2026-03-28"), day("2026-03-30"))).toEqual(["2026-03-28", "2026-03-29", "2026-03-30"]);
    expect(daysFromTo("2026-03-30" as SnapshotDate, "2026-03-28" as SnapshotDate)).toEqual([]);
  });
});
