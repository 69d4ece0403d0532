import type { Database } from "../database.js";

const PAGE = 5_000;

/** One person of the head as stored: a null hash means gone, `hashSeq` beyond the complete sequence means unknown. */
export interface HeadRow {
  readonly userNo: number;
  readonly entraId: Buffer;
  readonly stateHash: Buffer | null;
  readonly hashSeq: number;
}

interface PersonRow {
  readonly user_no: number;
  readonly entra_id: Buffer;
  readonly state_hash: Buffer | null;
  readonly hash_seq: number;
}

/** Reads the head of a tenant in pages of 5,000, in the order of user numbers. */
export async function* readHead(database: Database, tenantNo: number): AsyncGenerator<readonly HeadRow[]> {
  let last = 0;
  for (;;) {
    const rows = await database.read((session) =>
      session.rows<PersonRow>(
        `SELECT user_no, entra_id, state_hash, hash_seq FROM person ${database.dialect.byPrimaryKey}
         WHERE tenant_no = ? AND user_no > ? ORDER BY user_no LIMIT ${PAGE}`,
        [tenantNo, last],
      ),
    );
    yield rows.map((row) => ({
      userNo: row.user_no,
      entraId: row.entra_id,
      stateHash: row.state_hash,
      hashSeq: row.hash_seq,
    }));
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.user_no ?? last;
  }
}
