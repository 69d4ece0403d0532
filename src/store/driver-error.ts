/** COMMIT itself failed: whether the transaction was applied is unknown, whatever the error says. */
export class CommitFailed extends Error {
  constructor(cause: unknown) {
    super("COMMIT got no good answer", { cause });
    this.name = "CommitFailed";
  }
}

/** No answer in time. The connection is closed with it, since the answer might still come. */
export class AnswerTimedOut extends Error {
  readonly code = "PROTOCOL_SEQUENCE_TIMEOUT";

  constructor(milliseconds: number) {
    super(`the database gave no answer within ${milliseconds} ms`);
    this.name = "AnswerTimedOut";
  }
}

const BEGINNING = 300;

/** The server stopped a statement that took too long; which one, without its values. */
export class StatementStopped extends Error {
  constructor(sql: string, cause: unknown) {
    const text = sql.replace(/\s+/g, " ").trim().slice(0, BEGINNING);
    super(`the database stopped a statement that took too long: ${text}`, { cause });
    this.name = "StatementStopped";
  }
}

interface DriverError {
  readonly errno?: unknown;
  readonly code?: unknown;
  readonly fatal?: unknown;
  readonly driverError?: unknown;
  readonly cause?: unknown;
}

/** The error numbers and names in an error of the driver, through whatever wraps it; `FATAL` where the driver gives neither. */
export function codesOf(cause: unknown): string[] {
  if (typeof cause !== "object" || cause === null) return [];
  const { errno, code, fatal, driverError, cause: inner } = cause as DriverError;
  const own = [errno, code].filter((value) => typeof value === "string" || typeof value === "number").map(String);
  if (own.length === 0 && fatal === true) own.push("FATAL");
  return [...own, ...codesOf(driverError), ...codesOf(inner)];
}

/** Takes the statement with its values, which may be a person's, out of what the driver throws: it ends in logs. */
export function withoutValues(cause: unknown): unknown {
  for (let each = cause; typeof each === "object" && each !== null; each = (each as DriverError).driverError) {
    for (const name of ["query", "parameters", "sql"]) Reflect.deleteProperty(each, name);
  }
  return cause;
}

/** The connection broke or was never made; 1040: no connection was to be had; 1053, 3169: the server is going down. */
const LOST = new Set([
  ...["ECONNRESET", "EPIPE", "ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
  ...["PROTOCOL_CONNECTION_LOST", "FATAL", "ER_SERVER_SHUTDOWN"],
  ...["1040", "1053", "1927", "2002", "2003", "2006", "2013", "3169", "4031"],
]);

/** The node says that it takes no writes: read-only (1290, 1836), or without a quorum of its cluster (1047, 1180, 3100). */
const WRONG_NODE = new Set(["1290", "1836", "1047", "1180", "3100"]);

/** The connection is gone; whether its last statement ran is unknown. */
export function isConnectionLost(cause: unknown): boolean {
  return codesOf(cause).some((code) => LOST.has(code));
}

/** Nothing came back in time. */
export function isTimeOut(cause: unknown): boolean {
  return codesOf(cause).includes("PROTOCOL_SEQUENCE_TIMEOUT") || isStopped(cause);
}

/** The server itself stopped a statement that took too long: 3024 of MySQL, 1969 of MariaDB. */
export function isStopped(cause: unknown): boolean {
  return codesOf(cause).some((code) => code === "3024" || code === "1969");
}

/** Another node may be the one to ask now. */
export function isNodeTrouble(cause: unknown): boolean {
  return isConnectionLost(cause) || isTimeOut(cause) || codesOf(cause).some((code) => WRONG_NODE.has(code));
}
