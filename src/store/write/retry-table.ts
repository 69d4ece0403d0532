import { CommitFailed, codesOf, isConnectionLost, isTimeOut } from "../driver-error.js";

/** What to do after a failed write transaction: repeat it at once, ask the witness first, or end the run. */
export type Retry = "again" | "witness" | "stop";

/** Rolled back for another's sake: deadlock or conflict, lock time-out, a node that must catch up first. */
const AGAIN = new Set(["1213", "1205", "3101", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"]);
const WITNESS = new Set(["1180", "3100", "1047", "1290", "1836", "1105"]);

/** The retry table of design/storage.md by the driver's error number; at COMMIT everything else is unknown. */
export function retryFor(cause: unknown): Retry {
  const codes = codesOf(cause);
  if (codes.some((code) => AGAIN.has(code))) return "again";
  const unknown = cause instanceof CommitFailed || isConnectionLost(cause) || isTimeOut(cause);
  return unknown || codes.some((code) => WITNESS.has(code)) ? "witness" : "stop";
}
