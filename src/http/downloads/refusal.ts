import type { Response } from "express";
import { AppError, type ErrorCode } from "../../errors.js";
import type { Log } from "../../log.js";

const STATUS: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  TENANT_NOT_FOUND: 404,
  SNAPSHOT_NOT_FOUND: 404,
  CONTENT_CHANGED: 409,
  SNAPSHOT_GONE: 410,
  STALE: 503,
  DATABASE_UNAVAILABLE: 503,
};

/** Says what is wrong, in GraphQL's shape; once bytes are out, the connection is cut, so that half a file looks like none. */
export function refuse(response: Response, error: unknown, log: Log): void {
  const known = error instanceof AppError ? error : null;
  const status = known === null ? 500 : (STATUS[known.code] ?? 500);
  if (response.headersSent) {
    log.warn("a download was cut", { code: known?.code ?? "INTERNAL" });
    response.destroy();
    return;
  }
  if (status === 500) log.error("a download failed", { error: error instanceof Error ? error.name : typeof error });
  const masked = known === null || status === 500;
  const message = masked ? "Something went wrong here" : known.message;
  const extensions = masked ? { code: "INTERNAL" } : { ...known.details, code: known.code };
  response.status(status).json({ errors: [{ message, extensions }] });
}
