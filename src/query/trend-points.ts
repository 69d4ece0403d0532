import { addDays, daysFromTo, type SnapshotDate } from "../model/snapshot-date.js";
import type { TrendInterval, TrendPick } from "./inputs.js";

/** One place on the axis: its date, and the days it is made of as places in `days`. */
export interface PointPlan {
  readonly date: SnapshotDate;
  readonly days: readonly number[];
}

/** What a trend looks at: only these days are read. */
export interface TrendPlan {
  readonly days: readonly SnapshotDate[];
  readonly points: readonly PointPlan[];
}

/** The points of a period. Weeks begin on Monday; the first and the last interval are cut where the period is. */
export function planTrend(
  { from, to }: { from: SnapshotDate; to: SnapshotDate },
  interval: TrendInterval,
  pick: TrendPick,
): TrendPlan {
  const intervals = new Map<string, SnapshotDate[]>();
  for (const day of daysFromTo(from, to)) {
    const name = intervalOf(day, interval);
    const known = intervals.get(name);
    if (known === undefined) intervals.set(name, [day]);
    else known.push(day);
  }
  const days: SnapshotDate[] = [];
  const points = [...intervals.values()].map((all) => {
    const taken = takenOf(all, pick);
    const places = taken.map((day) => days.push(day) - 1);
    return { date: taken[0] ?? from, days: places };
  });
  return { days, points };
}

function takenOf(days: readonly SnapshotDate[], pick: TrendPick): readonly SnapshotDate[] {
  if (pick === "FIRST") return days.slice(0, 1);
  return pick === "LAST" ? days.slice(-1) : days;
}

const MONDAY_OFFSET = 6;
const WEEK = 7;

function intervalOf(day: SnapshotDate, interval: TrendInterval): string {
  if (interval === "DAY") return day;
  if (interval === "MONTH") return day.slice(0, "YYYY-MM".length);
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + MONDAY_OFFSET) % WEEK;
  return addDays(day, -weekday);
}
