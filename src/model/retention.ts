import { addDays, type SnapshotDate } from "./snapshot-date.js";

/** How long days answer; null: for ever. */
export interface Retention {
  /** Days older than this are removed. */
  readonly keepDays: number | null;
  /** Of days older than this only the last of each month is kept. */
  readonly thinAfterDays: number | null;
}

/** The days that retention removes of those that are there; the last of a month is the last that is there, not the calendar's. */
export function daysToRetire(
  days: readonly SnapshotDate[],
  today: SnapshotDate,
  { keepDays, thinAfterDays }: Retention,
): SnapshotDate[] {
  const oldest = keepDays === null ? null : addDays(today, -keepDays);
  const thinBefore = thinAfterDays === null ? null : addDays(today, -thinAfterDays);
  const lastOfMonth = new Map<string, SnapshotDate>();
  for (const day of [...days].sort()) lastOfMonth.set(day.slice(0, 7), day);
  return days.filter((day) => {
    if (oldest !== null && day < oldest) return true;
    return thinBefore !== null && day < thinBefore && lastOfMonth.get(day.slice(0, 7)) !== day;
  });
}
