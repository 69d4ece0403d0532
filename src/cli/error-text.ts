import { AppError } from "../errors.js";
import { FAILURES, type FailureCode } from "../model/failure.js";

/** An error in words for a terminal: a known one by its sentence and remedy, an unknown one with its stack. */
export function describeError(error: unknown): string {
  const failure = failureCodeOf(error);
  if (failure !== null) return describeFailure(failure, error);
  if (error instanceof AppError) return `${error.message} [${error.code}]`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The failure code of what `microsoft/` threw outside an import; told by its code, because only types cross that border. */
export function failureCodeOf(error: unknown): FailureCode | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && isFailureCode(error.code) ? error.code : null;
}

/** Is this one of the failures in words? */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

function describeFailure(code: FailureCode, error: unknown): string {
  const { message, remedy } = FAILURES[code];
  const detail = error instanceof Error && "detail" in error && typeof error.detail === "string" ? error.detail : null;
  return [message, detail === null ? null : `(${detail})`, remedy, `[${code}]`].filter(Boolean).join(" ");
}
