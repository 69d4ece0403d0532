const MILLISECONDS_PER_DAY = 86_400_000;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** A working day moves the world by this many ticks, a weekend day by a fifth of it. */
export const TICKS_PER_WORKING_DAY = 10;
const TICKS_PASSED = [10, 20, 30, 40, 50, 52, 54];
const TICKS_PER_WEEK = 54;

/** Counts the days from 1970-01-01 to a UTC day written YYYY-MM-DD. */
export function dayNumber(day: string): number {
  const time = DAY_PATTERN.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    throw new RangeError(`not a day (YYYY-MM-DD): ${day}`);
  return time / MILLISECONDS_PER_DAY;
}

/** Names the real UTC day. */
export function realToday(): string {
  return new Date().toISOString().slice(0, 10);
}

/** How far the world has moved on a day, in constant time; day 0 of the epoch was a Thursday. */
export function ticksAt(day: number): number {
  const fromMonday = Math.floor(day) + 3;
  const week = Math.floor(fromMonday / 7);
  return week * TICKS_PER_WEEK + (TICKS_PASSED[fromMonday - week * 7] ?? 0);
}
