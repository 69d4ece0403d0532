import { AppError } from "../errors.js";
import type { Database, Session } from "./database.js";
import { isNodeTrouble, isStopped, isTimeOut } from "./driver-error.js";
import type { Replicas } from "./replicas.js";
import type { WritableNode } from "./writable-node.js";

/** Where questions are read: on a replica, else on the node that takes writes, else on any node that still follows its cluster. */
export interface QuestionNodes {
  readonly replicas: Replicas;
  readonly writable: WritableNode;
  readonly others: Replicas;
}

/** Waits for no node to come back, since somebody waits for the answer; DATABASE_UNAVAILABLE when none answers. */
export function questionReads({ replicas, writable, others }: QuestionNodes): Database["read"] {
  return async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    try {
      const answer = (await replicas.read(work)) ?? (await onWritable(writable, work)) ?? (await others.read(work));
      if (answer !== null) return answer.value;
    } catch (cause) {
      if (isStopped(cause)) throw tookTooLong(cause);
      if (isNodeTrouble(cause)) throw unavailable(cause);
      throw cause;
    }
    throw unavailable();
  };
}

/** Null: there is none, or it went away. */
async function onWritable<T>(
  writable: WritableNode,
  work: (session: Session) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  try {
    return { value: await writable.on(0, (node) => node.work(work)) };
  } catch (cause) {
    if (isTimeOut(cause) || !(isNodeTrouble(cause) || isUnavailable(cause))) throw cause;
    return null;
  }
}

function isUnavailable(cause: unknown): boolean {
  return cause instanceof AppError && cause.code === "DATABASE_UNAVAILABLE";
}

function tookTooLong(cause: unknown): AppError {
  const message = "the database stopped a statement that took too long; ask for fewer days, tenants or people";
  return new AppError("QUERY_TOO_EXPENSIVE", message, {}, cause);
}

function unavailable(cause?: unknown): AppError {
  return new AppError("DATABASE_UNAVAILABLE", "the database does not answer; ask again in a moment", {}, cause);
}
