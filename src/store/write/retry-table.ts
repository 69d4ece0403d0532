/** What to do after a failed write transaction: repeat it at once, ask the witness first, or end the run. */
export type Retry = "again" | "witness" | "stop";

const AGAIN = new Set(["1213", "1205", "3101", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"]);
const WITNESS = new Set([
  "1180",
  "3100",
  "1047",
  "1290",
  "1105",
  "2006",
  "2013",
  "ECONNRESET",
  "EPIPE",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_SEQUENCE_TIMEOUT",
  "ER_SERVER_SHUTDOWN",
  "1053",
]);

interface DriverError {
  readonly errno?: unknown;
  readonly code?: unknown;
  readonly driverError?: DriverError;
}

function codesOf(cause: unknown): string[] {
  if (typeof cause !== "object" || cause === null) return [];
  const { errno, code, driverError } = cause as DriverError;
  const own = [errno, code].filter((value) => typeof value === "string" || typeof value === "number").map(String);
  return driverError === undefined ? own : [...own, ...codesOf(driverError)];
}

/** The retry table of design/storage.md by the driver's error number. */
export function retryFor(cause: unknown): Retry {
  const codes = codesOf(cause);
  if (codes.some((code) => AGAIN.has(code))) return "again";
  return codes.some((code) => WITNESS.has(code)) ? "witness" : "stop";
}
