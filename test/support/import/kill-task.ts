import type { Guid } from "../../../src/model/guid.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { DayCopy } from "../naive/day-copy.js";
import { changedDirectory, randomDirectory } from "../naive/random-directory.js";
import { Random } from "../naive/random.js";

/** When the child kills itself: at the n-th statement, counted from the start or from its first write to `person`. */
export interface Death {
  readonly from: "start" | "person";
  readonly at: number;
  /** Milliseconds after the statement was sent; null: instead of sending it. */
  readonly after: number | null;
  /** Stands still (SIGSTOP) instead of dying, until somebody wakes it (SIGCONT). */
  readonly stands?: boolean;
}

/** What a child process does: one import of one day of a directory that it makes from the seed, until its death. */
export interface KillTask {
  readonly url: string;
  readonly tenantId: Guid;
  readonly seed: number;
  readonly dayIndex: number;
  /** Null: it lives. */
  readonly death: Death | null;
  /** Stops the whole process (SIGSTOP) with this page in hand, until somebody wakes it (SIGCONT). */
  readonly stopAtPage?: number;
  /** Milliseconds of its lease; KILL_LEASE_MS unless said. */
  readonly leaseMs?: number;
}

/** The lease of whoever imports beside the kills; long enough for a slow machine. */
export const KILL_LEASE_MS = 4_000;

/** How a killed import lists its day. */
export const KILL_PAGES = { pageSize: 300, twice: 5 } as const;

const SIZE = 2_500;
/** The share of people who differ from the day before: some batches of versions, wherever the clock lets a batch begin. */
const CHANGED = 0.3;

export function killDay(dayIndex: number): SnapshotDate {
  return addDays("2026-04-29" as SnapshotDate, dayIndex);
}

/** The days of a directory of a few thousand people, CHANGED of them changed from one day to the next. */
export function killDays(seed: number, count: number): DayCopy[] {
  const random = new Random(seed);
  const days = [randomDirectory(random, SIZE)];
  for (let last = days[0]; last !== undefined && days.length < count; last = days.at(-1)) {
    days.push(changedDirectory(random, last, SIZE, CHANGED));
  }
  return days;
}
