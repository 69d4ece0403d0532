import type { Database } from "./database.js";

/** The clock that leases and locks go by, in milliseconds since 1970. */
export async function readDatabaseClock(database: Database): Promise<number> {
  const sql = `SELECT ${database.dialect.nowMs} AS now`;
  const [row] = await database.read((session) => session.rows<{ now: number }>(sql));
  return Number(row?.now);
}
