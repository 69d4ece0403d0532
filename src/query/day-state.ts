import type { FailureCode } from "../model/failure.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { RunRow } from "../store/read/coverage-reader.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { DayState } from "./answers.js";

/** What is known of one tenant's day. Runs in the order they began. */
export interface DayFacts {
  readonly tenant: TenantRow;
  readonly day: SnapshotDate;
  readonly today: SnapshotDate;
  /** The highest revision, retired or not. */
  readonly snapshot: Pick<SnapshotRow, "retired"> | undefined;
  readonly held: boolean;
  readonly runs: readonly RunRow[];
}

/** The state of a day and, where there is none to ask, why. */
export interface DayVerdict {
  readonly state: DayState;
  readonly reason: FailureCode | null;
}

/** Which state a day is in: what was kept of it, else how its last attempt ended, else whether one was due. */
export function dayState(facts: DayFacts): DayVerdict {
  if (facts.snapshot !== undefined) return { state: facts.snapshot.retired ? "RETIRED" : "PRESENT", reason: null };
  if (facts.held) return { state: "SUSPECT", reason: null };
  const failure = lastFailure(facts);
  if (failure !== null) return { state: "FAILED", reason: failure };
  if (!expected(facts)) return { state: "NOT_EXPECTED", reason: null };
  if (facts.day >= facts.today) return { state: "PENDING", reason: null };
  return { state: "MISSING", reason: "NOT_ATTEMPTED" };
}

function expected({ tenant, day }: DayFacts): boolean {
  if (tenant.expectedFrom === null || day < tenant.expectedFrom) return false;
  if (tenant.absences.some(([from, to]) => from <= day && day <= to)) return false;
  return tenant.expectedTo === null || day <= tenant.expectedTo;
}

function lastFailure(facts: DayFacts): FailureCode | null {
  for (let index = facts.runs.length - 1; index >= 0; index -= 1) {
    const run = facts.runs[index];
    const reason = run === undefined ? null : failureOf(facts, run, index === facts.runs.length - 1);
    if (reason !== null) return reason;
  }
  return null;
}

/** Null while the attempt goes on, or when it did not fail. */
function failureOf({ tenant, day, today }: DayFacts, run: RunRow, isLast: boolean): FailureCode | null {
  if (run.state === "REJECTED") return "REJECTED";
  if (run.state === "FAILED" || run.state === "ABANDONED") return run.failureCode ?? "LEASE_LOST";
  if (run.state !== "RUNNING") return null;
  const died = !isLast || day < today || tenant.leaseOver;
  return died ? "LEASE_LOST" : null;
}
