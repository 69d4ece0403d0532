import type { FailureCode } from "../model/failure.js";
import type { AttemptRow } from "../store/read/health-reader.js";
import type { TenantAccessState } from "./answers.js";

/** How the latest attempts at a tenant ended. */
export interface AttemptHistory {
  /** When the last attempt began; null: none yet. */
  readonly lastAttempt: number | null;
  /** Why the last attempt that ended failed; null when it ended well. */
  readonly lastFailure: { readonly code: FailureCode; readonly detail: string | null } | null;
  readonly consecutiveFailures: number;
  readonly access: {
    readonly state: TenantAccessState;
    readonly reason: FailureCode | null;
    readonly at: number | null;
  };
}

/** The tenant was read to the end, whatever was decided of the day since. */
const READ: ReadonlySet<string> = new Set(["SEALED", "UNCHANGED", "HELD", "ACCEPTED", "REJECTED"]);
const FAILED: ReadonlySet<string> = new Set(["FAILED", "ABANDONED"]);

/** Failures in which the tenant (or Microsoft in its name) said no; every other one says nothing of access. */
const REFUSALS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "BLOCKED_BY_CONDITIONAL_ACCESS",
  "MFA_REQUIRED",
  "CONSENT_MISSING",
  "GDAP_MISSING",
  "ACCESS_DENIED",
  "CROSS_TENANT_POLICY",
  "WRONG_CLOUD",
  "TENANT_GONE",
]);

/** What the attempts of one tenant, in the order they began, say of it. `leaseOver`: nobody imports it at this moment. */
export function historyOf(attempts: readonly AttemptRow[], leaseOver: boolean): AttemptHistory {
  const ended = attempts.flatMap((attempt, index) => {
    const died = attempt.state === "RUNNING" && (leaseOver || index < attempts.length - 1);
    const failure = died ? "LEASE_LOST" : FAILED.has(attempt.state) ? (attempt.failureCode ?? "LEASE_LOST") : null;
    return failure === null && !READ.has(attempt.state) ? [] : [{ ...attempt, failure }];
  });
  const last = ended.at(-1);
  const lastRead = ended.findLastIndex(({ failure }) => failure === null);
  const telling = ended.findLast(({ failure }) => failure === null || REFUSALS.has(failure));
  return {
    lastAttempt: attempts.at(-1)?.startedAt ?? null,
    lastFailure:
      last === undefined || last.failure === null ? null : { code: last.failure, detail: last.failureDetail },
    consecutiveFailures: ended.length - 1 - lastRead,
    access: {
      state: telling === undefined ? "UNKNOWN" : telling.failure === null ? "GRANTED" : "REFUSED",
      reason: telling?.failure ?? null,
      at: telling === undefined ? null : (telling.finishedAt ?? telling.startedAt),
    },
  };
}
