import { AppError, type ErrorCode } from "../errors.js";
import { FAILURES } from "../model/failure.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import { failureCodeOf, isFailureCode } from "./error-text.js";

/** How a run ended, for a shell or a scheduler; docs/cli.md says the same. */
export const EXIT = { OK: 0, OUR_FAULT: 1, USAGE: 2, SOME_TENANTS: 3, PARTNER: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of each error; docs/errors.md says the same. */
export const EXIT_BY_ERROR: Readonly<Record<ErrorCode, ExitCode>> = {
  INVALID_INPUT: EXIT.USAGE,
  INVALID_CURSOR: EXIT.USAGE,
  TENANT_NOT_FOUND: EXIT.USAGE,
  SNAPSHOT_NOT_FOUND: EXIT.USAGE,
  SNAPSHOT_GONE: EXIT.USAGE,
  CONTENT_CHANGED: EXIT.USAGE,
  QUERY_TOO_EXPENSIVE: EXIT.USAGE,
  INVALID_CONFIGURATION: EXIT.USAGE,
  SCHEMA_OUT_OF_DATE: EXIT.USAGE,
  CLOCK_WRONG: EXIT.USAGE,
  NOT_SIGNED_IN: EXIT.PARTNER,
  TOKEN_UNREADABLE: EXIT.PARTNER,
  IMPORT_FAILED: EXIT.SOME_TENANTS,
  PARTNER_UNAVAILABLE: EXIT.PARTNER,
  DATABASE_UNAVAILABLE: EXIT.OUR_FAULT,
  STALE: EXIT.OUR_FAULT,
  INTERNAL: EXIT.OUR_FAULT,
};

/** The exit code of an error that ended the command. */
export function exitCodeOfError(error: unknown): ExitCode {
  // Outside an import Microsoft is asked for the partner's own sake: to sign in, or for the customer list.
  if (failureCodeOf(error) !== null) return EXIT.PARTNER;
  if (!(error instanceof AppError)) return EXIT.OUR_FAULT;
  const { reason } = error.details;
  if (typeof reason === "string" && isPartnerWide(reason)) return EXIT.PARTNER;
  return EXIT_BY_ERROR[error.code];
}

/** Does this outcome speak about the partner, so that asking the next tenant would only fail the same way? */
export function stopsThePartner(outcome: ImportOutcome): boolean {
  return outcome.kind === "failed" && isPartnerWide(outcome.reason);
}

/** The exit code of an import of several tenants: the worst of theirs. */
export function exitCodeOfOutcomes(outcomes: readonly ImportOutcome[]): ExitCode {
  if (outcomes.some(stopsThePartner)) return EXIT.PARTNER;
  const allThere = outcomes.every(({ kind }) => kind === "sealed" || kind === "unchanged" || kind === "already-sealed");
  return allThere ? EXIT.OK : EXIT.SOME_TENANTS;
}

function isPartnerWide(reason: string): boolean {
  return isFailureCode(reason) && FAILURES[reason].scope === "partner";
}
