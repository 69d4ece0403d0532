import type { FailureCode } from "./failure.js";
import type { SnapshotDate } from "./snapshot-date.js";

/** How an attempt at a day ended without a day. Null: a fault of ours, which another try may mend. */
export interface EndedAttempt {
  readonly failure: FailureCode | null;
  /** Real time, in milliseconds since 1970. */
  readonly endedAt: number;
}

/** How often and when a day is tried again, in milliseconds. */
export interface RetryPolicy {
  /** Attempts of one day at most, of whatever kind. */
  readonly mostAttempts: number;
  /** Attempts of one day at most that end in what only the customer or an operator can repair. */
  readonly mostRefusals: number;
  /** Wait after the first passing failure, four times as long after each further one: an outage of hours costs no day. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** Wait after a refusal of the tenant: Conditional Access, consent, GDAP and their like. */
  readonly refusalWait: number;
}

const MINUTE = 60_000;

/** Five attempts 10 minutes, 40 minutes, 2 h 40 min and 6 hours apart; after refusals of the tenant three, 4 hours apart. */
export const RETRY_POLICY: RetryPolicy = {
  mostAttempts: 5,
  mostRefusals: 3,
  firstWait: 10 * MINUTE,
  longestWait: 360 * MINUTE,
  refusalWait: 240 * MINUTE,
};

type Repair = "passes" | "needs a person" | "for good";

const REPAIR: Partial<Record<FailureCode, Repair>> = {
  BLOCKED_BY_CONDITIONAL_ACCESS: "needs a person",
  MFA_REQUIRED: "needs a person",
  CONSENT_MISSING: "needs a person",
  GDAP_MISSING: "needs a person",
  ACCESS_DENIED: "needs a person",
  CROSS_TENANT_POLICY: "needs a person",
  WRONG_CLOUD: "needs a person",
  WRONG_TENANT_TOKEN: "needs a person",
  TENANT_GONE: "needs a person",
  EMPTY_DIRECTORY: "needs a person",
  DAY_OVER: "for good",
  REJECTED: "for good",
};

function repairOf(failure: FailureCode | null): Repair {
  return (failure === null ? undefined : REPAIR[failure]) ?? "passes";
}

/**
 * When a day is tried again, in milliseconds since 1970, or null when it is not: `attempts` in the order they ended, at least
 * one of them. `spread`, from 0 to 1, lengthens a tenant's wait by up to a fifth, so that not all come back at once.
 */
export function nextAttemptAt(
  attempts: readonly EndedAttempt[],
  policy: RetryPolicy,
  more: { readonly notBefore: number | null; readonly spread: number },
): number | null {
  const last = attempts.at(-1);
  if (last === undefined || attempts.length >= policy.mostAttempts) return null;
  const repairs = attempts.map(({ failure }) => repairOf(failure));
  if (repairs.includes("for good")) return null;
  if (repairs.filter((repair) => repair === "needs a person").length >= policy.mostRefusals) return null;
  return Math.max(Math.ceil(last.endedAt + waitAfter(attempts, policy) * (1 + more.spread / 5)), more.notBefore ?? 0);
}

function waitAfter(attempts: readonly EndedAttempt[], policy: RetryPolicy): number {
  const last = attempts.at(-1)?.failure ?? null;
  if (repairOf(last) === "needs a person") return policy.refusalWait;
  const passing = attempts.filter(({ failure }) => repairOf(failure) === "passes").length;
  // A worker that died says nothing of the tenant: at once, unless this tenant is what kills workers.
  if (last === "LEASE_LOST" && passing === 1) return 0;
  return Math.min(policy.longestWait, policy.firstWait * 4 ** (passing - 1));
}

/** A number from 0 to 1 that is a tenant's own and stays the same: jitter without chance. */
export function spreadOf(tenantNo: number, attempts: number): number {
  return (Math.imul(Math.imul(tenantNo + 1, 0x9e3779b1) ^ (attempts + 1), 0x85ebca6b) >>> 0) / 2 ** 32;
}

/** May a first attempt at `day` be made at `now` of the calendar? From `earliest` (minutes past midnight, UTC) to the end of the day. */
export function opensBy(now: Date, day: SnapshotDate, earliest: number): boolean {
  return now.getTime() >= Date.parse(`${day}T00:00:00Z`) + earliest * MINUTE;
}
