import { AppError } from "../errors.js";
import { FAILURES, type FailureCode } from "../model/failure.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import type { ListingStats } from "../microsoft/directory.js";
import type { TenantRun } from "../store/write/tenant-run.js";

/** A failure with a code of the published table. */
interface TypedFailure {
  readonly code: FailureCode;
  readonly detail: string;
  readonly retryAfter: Date | null;
}

/** The listing ran on into the next day. */
export class DayIsOver extends Error implements TypedFailure {
  readonly code = "DAY_OVER";
  readonly retryAfter = null;
  constructor(readonly detail: string) {
    super(detail);
  }
}

/** The listing goes on for ever. */
export class EndlessListing extends Error implements TypedFailure {
  readonly code = "INVALID_RESPONSE";
  readonly retryAfter = null;
  readonly detail: string;
  constructor(what: string) {
    super(what);
    this.detail = `GET /users answered with ${what}`;
  }
}

function isTyped(cause: unknown): cause is TypedFailure {
  return cause instanceof Error && "code" in cause && "detail" in cause && String(cause.code) in FAILURES;
}

interface EndedRequest {
  readonly signal?: AbortSignal;
}

/** A run under way, and how far its listing is. */
export interface Reading {
  readonly run: TenantRun;
  readonly stats: ListingStats;
}

/** Ends a run that threw, and says how. A run whose lease is lost can write nothing, not even why it ended; the next holder marks it. */
export async function endRun(request: EndedRequest, ended: Reading & { cause: unknown }): Promise<ImportOutcome> {
  const { run, cause } = ended;
  if (run.signal.aborted) return leaseLost();
  if (request.signal?.aborted) {
    await run.stop();
    return { kind: "stopped" };
  }
  if (isTyped(cause)) return endFailed({ ...ended, cause });
  if (isSignedOut(cause)) await run.pause({ code: cause.code, detail: "" });
  else await run.abandon();
  throw cause;
}

/** A failure of the partner as a whole blames no tenant: the day stays as it was. */
async function endFailed({ run, stats, cause }: Reading & { cause: TypedFailure }): Promise<ImportOutcome> {
  const { code: reason, detail, retryAfter } = cause;
  if (FAILURES[reason].scope === "partner") await run.pause({ code: reason, detail });
  else if (!(await run.fail({ code: reason, detail, notBefore: retryAfter }, stats))) return leaseLost();
  return { kind: "failed", reason, detail, retryAfter };
}

function leaseLost(): ImportOutcome {
  return failed("LEASE_LOST", "another worker took this tenant's lease, or it ran out");
}

/** Nobody has signed in, or the kept token cannot be read: the partner's trouble too. */
function isSignedOut(cause: unknown): cause is AppError {
  return cause instanceof AppError && (cause.code === "NOT_SIGNED_IN" || cause.code === "TOKEN_UNREADABLE");
}

/** An outcome without a day. */
export function failed(reason: FailureCode, detail: string): ImportOutcome {
  return { kind: "failed", reason, detail, retryAfter: null };
}
