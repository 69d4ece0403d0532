import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Session } from "../database.js";
import { retryFor } from "./retry-table.js";

const ATTEMPTS = 8;

/** A transaction without a lease, repeated whole when the database rolled it back for another's sake (deadlock, lock time-out). */
export async function retriedTransaction<T>(database: Database, work: (session: Session) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (cause) {
      if (attempt === ATTEMPTS || retryFor(cause) !== "again") throw cause;
      await sleep(5 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
