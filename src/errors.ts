/** The stable codes of every error this program raises on purpose; docs/errors.md describes each. */
export type ErrorCode =
  // the caller's mistake
  | "INVALID_INPUT"
  | "INVALID_CURSOR"
  | "TENANT_NOT_FOUND"
  | "SNAPSHOT_NOT_FOUND"
  | "SNAPSHOT_GONE"
  | "CONTENT_CHANGED"
  | "QUERY_TOO_EXPENSIVE"
  // the operator's mistake
  | "INVALID_CONFIGURATION"
  | "SCHEMA_OUT_OF_DATE"
  | "CLOCK_WRONG"
  | "NOT_SIGNED_IN"
  | "TOKEN_UNREADABLE"
  // outside unavailable: `details.reason` is a FailureCode of model/failure.ts
  | "IMPORT_FAILED"
  | "PARTNER_UNAVAILABLE"
  | "DATABASE_UNAVAILABLE"
  | "STALE"
  // our bug
  | "INTERNAL";

/** An error with a stable code and machine-readable details (never a token, never a person's name). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}

/** A caller's mistake in one argument: names the argument and what it must be. */
export function invalidInput(argument: string, rule: string, value?: unknown): AppError {
  return new AppError("INVALID_INPUT", `${argument} ${rule}`, { argument, ...(value === undefined ? {} : { value }) });
}
