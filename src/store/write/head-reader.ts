import type { Database } from "../database.js";

const PAGE = 5_000;

/** One person of the head as stored: a null hash means gone, `hashSeq` beyond the complete sequence means unknown. */
export interface HeadRow {
  readonly userNo: number;
  readonly entraId: Buffer;
  readonly stateHash: Buffer | null;
  readonly hashSeq: number;
}

/** Reads the head of a tenant in pages, in the order of user numbers; the next page is asked for while one is worked on. */
export async function* readHead(database: Database, tenantNo: number): AsyncGenerator<readonly HeadRow[]> {
  const sql = `SELECT user_no AS userNo, entra_id AS entraId, state_hash AS stateHash, hash_seq AS hashSeq
    FROM person ${database.dialect.byPrimaryKey} WHERE tenant_no = ? AND user_no > ? ORDER BY user_no LIMIT ${PAGE}`;
  const pageAfter = (userNo: number) => database.read((session) => session.rows<HeadRow>(sql, [tenantNo, userNo]));
  for (let next = pageAfter(0); ;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    if (page.length < PAGE) {
      yield page;
      return;
    }
    next = pageAfter(last.userNo);
    next.catch(() => {}); // told when it is awaited, unless the reader has gone
    yield page;
  }
}
