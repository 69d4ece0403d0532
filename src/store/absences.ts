import { addDays, type SnapshotDate } from "../model/snapshot-date.js";

/** The first and the last day of a time in which a tenant was no customer. */
export type Absence = readonly [from: SnapshotDate, to: SnapshotDate];

/** A tenant's row as far as it says when it is expected. */
export interface Stay {
  readonly state: string;
  readonly expected_to: SnapshotDate | null;
  readonly absences: string | null;
}

/** The absences of a row, as they came. */
export function parseAbsences(stored: string | null): readonly Absence[] {
  return JSON.parse(stored ?? "[]") as Absence[];
}

/** The absences to store of somebody who is a customer as of `today`: of one who was gone, with the time that ends now. */
export function absencesUntil(today: SnapshotDate, { state, expected_to: last, absences }: Stay): string | null {
  if (state !== "GONE" || last === null || addDays(last, 1) >= today) return absences;
  const away: Absence = [addDays(last, 1), addDays(today, -1)];
  return JSON.stringify([...parseAbsences(absences), away]);
}
