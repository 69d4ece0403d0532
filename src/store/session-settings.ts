import type { Session } from "./database.js";

/**
 * What every session says to the server, where the server knows the variable. A statement waits for a lock less long than the
 * client waits for the statement. On a cluster a transaction sees what was committed before it on any node, so that a new
 * primary does not answer with the state before its last transactions.
 */
const WANTED: ReadonlyMap<string, string> = new Map([
  ["innodb_lock_wait_timeout", "20"],
  ["group_replication_consistency", "'BEFORE'"],
  ["wsrep_sync_wait", "7"],
]);

const KNOWN = `SHOW VARIABLES WHERE Variable_name IN (${[...WANTED.keys()].map((name) => `'${name}'`).join(", ")})`;

/** Sets them on a new connection. */
export async function prepareSession(session: Session): Promise<void> {
  const known = await session.rows<{ Variable_name: string }>(KNOWN);
  const assignments = known.map(({ Variable_name: name }) => `SESSION ${name} = ${WANTED.get(name)}`);
  await session.run(`SET ${assignments.join(", ")}`);
}
