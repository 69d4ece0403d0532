import { FAILURES, type FailureCode } from "../model/failure.js";
import type { FailureReasonAnswer } from "./answers.js";

/** A failure code in words. */
export function reasonOf(code: FailureCode): FailureReasonAnswer {
  const { message, remedy, documentation } = FAILURES[code];
  return { code, message, remedy, documentation };
}
