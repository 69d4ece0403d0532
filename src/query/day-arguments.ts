import { invalidInput } from "../errors.js";
import { daysBetween, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { At } from "./inputs.js";
import type { DayQuestion } from "./day-question.js";

const USUAL_MAX_AGE_DAYS = 7;
const MOST_MAX_AGE_DAYS = 3_660;

/** The day asked for, with the defaults filled in; INVALID_INPUT for a day in the future. */
export function toDayQuestion(
  input: Omit<At, "tenantIds">,
  known: { tenants: readonly TenantRow[]; today: SnapshotDate; argument?: string },
): DayQuestion {
  const { at = null, onGap = "EXACT", maxAgeDays = USUAL_MAX_AGE_DAYS } = input;
  if (at !== null) assertNotFuture(known.argument ?? "at", at, known.today);
  if (!Number.isInteger(maxAgeDays) || maxAgeDays < 0 || maxAgeDays > MOST_MAX_AGE_DAYS) {
    throw invalidInput("maxAgeDays", `must be from 0 to ${MOST_MAX_AGE_DAYS}`, maxAgeDays);
  }
  return { tenants: known.tenants, today: known.today, at, onGap, maxAgeDays };
}

/** INVALID_INPUT for a day that has not begun. */
function assertNotFuture(argument: string, day: SnapshotDate, today: SnapshotDate): void {
  if (day > today) throw invalidInput(argument, `must not be after today (${today})`, day);
}

/** INVALID_INPUT unless `from` is not after `to`, nor, where a limit is given, that many days before it; nor `to` after today. */
export function assertPeriod(
  { from, to }: { readonly from: SnapshotDate; readonly to: SnapshotDate },
  { today, mostDays }: { readonly today: SnapshotDate; readonly mostDays?: number },
): void {
  if (from > to) throw invalidInput("from", "must not be after to", from);
  if (mostDays !== undefined && daysBetween(from, to) >= mostDays) {
    throw invalidInput("from", `must be at most ${mostDays} days before to`, from);
  }
  assertNotFuture("to", to, today);
}
