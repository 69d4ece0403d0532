import type { RequestHandler } from "express";
import type { Log } from "../log.js";

/** What the health checks ask. */
export interface HealthDeps {
  /** Rejects when the database does not answer. */
  readonly ready: () => Promise<void>;
  /** What keeps the process from its work although the database answers; null: nothing. Never rejects. */
  readonly hindrance?: () => Promise<string | null>;
  /** True from the moment the process was told to stop. */
  readonly stopping: () => boolean;
  readonly log: Log;
}

/** 200 while the process runs. */
export const liveness: RequestHandler = (_request, response) => void response.json({ ok: true });

/** 200 while the database answers, nothing hinders the process and it is not stopping, else 503. */
export function readiness({ ready, hindrance, stopping, log }: HealthDeps): RequestHandler {
  return async (_request, response) => {
    if (stopping()) {
      response.status(503).json({ ok: false, reason: "stopping" });
      return;
    }
    try {
      await ready();
      const reason = (await hindrance?.()) ?? null;
      response.status(reason === null ? 200 : 503).json(reason === null ? { ok: true } : { ok: false, reason });
    } catch (error) {
      log.warn("not ready", { error: error instanceof Error ? error.name : typeof error });
      response.status(503).json({ ok: false, reason: "the database does not answer" });
    }
  };
}
