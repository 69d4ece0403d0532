import type { FailureCode } from "./failure.js";
import { type EndedAttempt, nextAttemptAt, type RetryPolicy, spreadOf } from "./retry-policy.js";

/** One attempt at a day, as it is kept. Instants in milliseconds since 1970, by the database's clock. */
export interface DayAttempt {
  readonly state: string;
  readonly failureCode: FailureCode | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** What decides whether one tenant's day is due. Attempts in the order they began. */
export interface DaySchedule {
  readonly tenantNo: number;
  readonly now: number;
  readonly notBefore: number | null;
  readonly leaseUntil: number;
  /** Sealed (retired since or not) or held. */
  readonly complete: boolean;
  readonly attempts: readonly DayAttempt[];
}

/** Where a tenant's day stands; `nextAttemptAt` null: not again by itself. */
export interface DayStanding {
  readonly state: "due" | "waiting" | "running" | "done" | "given-up";
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
}

const ENDED_WITHOUT_A_DAY = new Set(["FAILED", "ABANDONED", "RUNNING"]);

/** The one meaning of due: what the planner enqueues, and what is told of it. */
export function standingOf(day: DaySchedule, policy: RetryPolicy): DayStanding {
  const failed = day.attempts.filter(({ state }) => ENDED_WITHOUT_A_DAY.has(state));
  const attempts = failed.length;
  if (day.complete || day.attempts.some(({ state }) => state === "REJECTED")) {
    return { state: "done", attempts, nextAttemptAt: null };
  }
  if (day.leaseUntil > day.now) return { state: "running", attempts, nextAttemptAt: null };
  const { notBefore } = day;
  const more = { notBefore, spread: spreadOf(day.tenantNo, attempts) };
  const at = attempts === 0 ? (notBefore ?? 0) : nextAttemptAt(failed.map(toEnded), policy, more);
  return { state: at === null ? "given-up" : at <= day.now ? "due" : "waiting", attempts, nextAttemptAt: at };
}

/** A run still RUNNING although nobody holds the lease has died; when, nobody knows, so its start counts. */
function toEnded({ state, failureCode, startedAt, finishedAt }: DayAttempt): EndedAttempt {
  return { failure: state === "RUNNING" ? "LEASE_LOST" : failureCode, endedAt: finishedAt ?? startedAt };
}
