import { invalidInput } from "../errors.js";

const DAY_MS = 86_400_000;

/** A UTC calendar day, `YYYY-MM-DD`. Compares as text. */
export type SnapshotDate = string & { readonly __day: true };

/** Which day it is. Can be set for the demo and the tests; leases and expiry use real time instead. */
export interface Calendar {
  now(): Date;
}

/** The UTC day of an instant. */
export function dayOf(instant: Date): SnapshotDate {
  return instant.toISOString().slice(0, 10) as SnapshotDate;
}

/** Parses `YYYY-MM-DD`, a day that exists, from 2000 to 2999; INVALID_INPUT naming `argument` otherwise. */
export function parseSnapshotDate(argument: string, text: string): SnapshotDate {
  const time = /^2\d{3}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dayOf(new Date(time)) !== text) {
    throw invalidInput(argument, "must be a calendar day from 2000 to 2999, YYYY-MM-DD", text.slice(0, 40));
  }
  return text as SnapshotDate;
}

/** The day `days` later (earlier when negative). */
export function addDays(day: SnapshotDate, days: number): SnapshotDate {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS));
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: SnapshotDate, to: SnapshotDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Every day from `from` to `to`, both included. */
export function daysFromTo(from: SnapshotDate, to: SnapshotDate): SnapshotDate[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index));
}
