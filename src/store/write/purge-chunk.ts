import type { Session } from "../database.js";
import { list } from "../dialect.js";
import type { FencedWriter } from "./fenced-writer.js";

/** Versions deleted in one transaction. */
export const CHUNK = 1_000;

/** A version no question can see any more: closed for good, and no kept sequence lies in it. */
const UNSEEN = `v.tenant_no = ? AND v.to_seq <= ?
  AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE s.tenant_no = v.tenant_no AND s.seq >= v.from_seq AND s.seq < v.to_seq
    AND (s.retired_at IS NULL OR s.retired_at > ?))
  AND NOT EXISTS (SELECT 1 FROM held_day h WHERE h.tenant_no = v.tenant_no AND h.seq >= v.from_seq AND h.seq < v.to_seq)`;

export interface PurgeStep {
  readonly table: string;
  readonly key: readonly string[];
  readonly retiredBefore: number;
}

type VersionRow = Readonly<Record<string, number>>;

/** Deletes versions that no question can see any more, at most CHUNK of them; how many. */
export async function purgeChunk(session: Session, writer: FencedWriter, step: PurgeStep): Promise<number> {
  const { tenantNo, completeSeq } = writer.lease;
  const { table, key, retiredBefore } = step;
  const columns = [...key, "from_seq"];
  const rows = await session.rows<VersionRow>(
    `SELECT ${columns.map((column) => `v.${column}`).join(", ")}, v.to_seq FROM ${table} v WHERE ${UNSEEN} LIMIT ${CHUNK}`,
    [tenantNo, completeSeq, retiredBefore],
  );
  if (rows.length === 0) return 0;
  if (table === "user_version") await rememberFirstSeqs(session, tenantNo, rows);
  const tuples = writer.dialect.tuples(rows.length, columns.length);
  await session.run(`DELETE FROM ${table} WHERE tenant_no = ? AND (${columns.join(", ")}) IN ${tuples}`, [
    tenantNo,
    ...rows.flatMap((row) => columns.map((column) => row[column])),
  ]);
  return rows.length;
}

/** People stay RETURNED-able; those whose versions held from and to the same sequences are written together. */
async function rememberFirstSeqs(session: Session, tenantNo: number, rows: readonly VersionRow[]): Promise<void> {
  const byInterval = new Map<string, VersionRow[]>();
  for (const row of rows) {
    const interval = `${row["from_seq"]}/${row["to_seq"]}`;
    byInterval
      .set(interval, byInterval.get(interval) ?? [])
      .get(interval)
      ?.push(row);
  }
  for (const together of byInterval.values()) {
    const seq = await firstSealed(session, tenantNo, together[0]);
    if (seq === null) continue;
    await session.run(
      `UPDATE person SET first_seq = ? WHERE tenant_no = ? AND user_no IN ${list(together.length)}
         AND (first_seq IS NULL OR first_seq > ?)`,
      [seq, tenantNo, ...together.map((row) => row["user_no"]), seq],
    );
  }
}

/** The lowest sealed sequence (highest revision of its day, retired ones too) that a version held. */
async function firstSealed(
  session: Session,
  tenantNo: number,
  version: VersionRow | undefined,
): Promise<number | null> {
  const [sealed] = await session.rows<{ seq: number | null }>(
    `SELECT MIN(s.seq) AS seq FROM snapshot s WHERE s.tenant_no = ? AND s.seq >= ? AND s.seq < ?
       AND s.revision = (SELECT MAX(later.revision) FROM snapshot later WHERE later.tenant_no = s.tenant_no AND later.day = s.day)`,
    [tenantNo, version?.["from_seq"], version?.["to_seq"]],
  );
  return sealed?.seq ?? null;
}
