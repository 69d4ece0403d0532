import type { Session } from "./database.js";

/** The server stops first: a client that hangs up leaves a statement running. */
const OF_THE_CLIENTS_LIMIT = 0.9;

/**
 * What every session says to the server, where the server knows the variable. A statement waits for a lock less long than the
 * client waits for the statement. On a cluster a transaction sees what was committed before it on any node, so that a new
 * primary does not answer with the state before its last transactions.
 */
function settingsFor(statementMs: number): ReadonlyMap<string, string> {
  const milliseconds = Math.ceil(statementMs * OF_THE_CLIENTS_LIMIT);
  return new Map([
    ["innodb_lock_wait_timeout", "20"],
    ["max_execution_time", String(milliseconds)], // MySQL's, of a SELECT
    ["max_statement_time", String(milliseconds / 1_000)], // MariaDB's, of any statement
    ["group_replication_consistency", "'BEFORE'"],
    ["wsrep_sync_wait", "7"],
  ]);
}

/** Sets them on a new connection, on which the client waits so long for a statement. */
export async function prepareSession(session: Session, statementMs: number): Promise<void> {
  const wanted = settingsFor(statementMs);
  const names = [...wanted.keys()].map((name) => `'${name}'`).join(", ");
  const known = await session.rows<{ Variable_name: string }>(`SHOW VARIABLES WHERE Variable_name IN (${names})`);
  const assignments = known.map(({ Variable_name: name }) => `SESSION ${name} = ${wanted.get(name)}`);
  await session.run(`SET ${assignments.join(", ")}`);
}
