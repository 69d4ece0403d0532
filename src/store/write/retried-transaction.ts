import type { Database, Session } from "../database.js";
import { CommitFailed } from "../driver-error.js";
import { backOff } from "./back-off.js";
import { retryFor } from "./retry-table.js";

const ATTEMPTS = 8;
const ATTEMPTS_LOST = 3;

/**
 * A transaction without a lease, repeated whole when the database rolled it back for another's sake (deadlock, lock time-out) or
 * its connection broke before COMMIT. A COMMIT without a good answer may have been applied: only `repeatable` work, which may
 * be applied twice, is then run again.
 */
export async function retriedTransaction<T>(
  database: Database,
  work: (session: Session) => Promise<T>,
  { repeatable = false, single = false }: { readonly repeatable?: boolean; readonly single?: boolean } = {},
): Promise<T> {
  for (let attempt = 1, lost = 0; ; attempt += 1) {
    try {
      return await database.transaction(work, { single });
    } catch (cause) {
      const retry = retryFor(cause);
      const unknown = retry === "witness" && cause instanceof CommitFailed;
      if (retry === "witness") lost += 1;
      if (retry === "stop" || attempt === ATTEMPTS || lost > ATTEMPTS_LOST || (unknown && !repeatable)) throw cause;
      await backOff(attempt);
    }
  }
}

/** The same for one statement that may be applied twice; the rows it matched. */
export function retriedStatement(database: Database, sql: string, parameters: readonly unknown[]): Promise<number> {
  return retriedTransaction(database, (session) => session.run(sql, parameters), { repeatable: true, single: true });
}
