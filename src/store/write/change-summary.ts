import type { ChangeCount } from "../../model/change-tally.js";
import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";
import { insertRows, list } from "../dialect.js";
import { retriedTransaction } from "./retried-transaction.js";

/** The step a summary is of, and under what it was worked out. `previousSeq` is 0 on a tenant's first day. */
export interface SummarisedStep {
  readonly tenantNo: number;
  readonly seq: number;
  readonly previousSeq: number;
  readonly contentEpoch: number;
}

/** A sealed day whose summary is missing, or was worked out under another content epoch. */
export interface UntoldDay {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
}

const COLUMNS = ["tenant_no", "seq", "kind", "sku_no", "previous_seq", "content_epoch", "people", "seats"];
const ROWS = 500;

/** Keeps what each step changed, counted. A summary is true as long as the step is what it was worked out under. */
export class ChangeSummaryStore {
  constructor(private readonly database: Database) {}

  /** Is the summary of this step there, and still true? */
  async isCurrent({ tenantNo, seq, previousSeq, contentEpoch }: SummarisedStep): Promise<boolean> {
    const rows = await this.database.read((session) =>
      session.rows(
        `SELECT seq FROM change_summary WHERE tenant_no = ? AND seq = ? AND kind = 'ANY' AND sku_no = 0
           AND previous_seq = ? AND content_epoch = ?`,
        [tenantNo, seq, previousSeq, contentEpoch],
      ),
    );
    return rows.length > 0;
  }

  /** Replaces the summary of the step whole, and forgets those of days that answer no more. */
  write(step: SummarisedStep, counts: readonly ChangeCount[]): Promise<void> {
    const { tenantNo, seq, previousSeq, contentEpoch } = step;
    return retriedTransaction(this.database, async (session) => {
      const skuNos = await readSkuNos(session, counts);
      await session.run("DELETE FROM change_summary WHERE tenant_no = ? AND seq = ?", [tenantNo, seq]);
      await forgetRetired(session, tenantNo);
      for (let start = 0; start < counts.length; start += ROWS) {
        const rows = counts.slice(start, start + ROWS).map(({ kind, skuId, people, seats }) => {
          const skuNo = skuId === null ? 0 : (skuNos.get(skuId) ?? 0);
          return [tenantNo, seq, kind, skuNo, previousSeq, contentEpoch, people, seats];
        });
        await session.run(insertRows("change_summary", COLUMNS, rows.length), rows.flat());
      }
    });
  }

  /**
   * Days from `from` on, sealed within the last `withinMs`, that nobody has told of, or told of under another content epoch; at
   * most `limit`. What a process left undone when it died is found here.
   */
  async untold({
    from,
    withinMs,
    limit,
  }: {
    from: SnapshotDate;
    withinMs: number;
    limit: number;
  }): Promise<UntoldDay[]> {
    const rows = await this.database.read((session) =>
      session.rows<{ entra_tenant_id: TenantId; day: SnapshotDate }>(
        `SELECT t.entra_tenant_id, s.day FROM snapshot s JOIN tenant t ON t.tenant_no = s.tenant_no
         WHERE s.day >= ? AND s.retired_at IS NULL AND s.sealed_at >= ${this.database.dialect.nowMs} - ?
           AND NOT EXISTS (SELECT 1 FROM snapshot higher WHERE higher.tenant_no = s.tenant_no AND higher.day = s.day
             AND higher.revision > s.revision)
           AND NOT EXISTS (SELECT 1 FROM change_summary c WHERE c.tenant_no = s.tenant_no AND c.seq = s.seq
             AND c.kind = 'ANY' AND c.sku_no = 0 AND c.content_epoch = t.content_epoch)
         ORDER BY s.day, t.tenant_no LIMIT ${limit}`,
        [from, withinMs],
      ),
    );
    return rows.map((row) => ({ tenantId: row.entra_tenant_id, day: row.day }));
  }
}

/** Read first, so that nothing of the tenant's days is locked. */
async function forgetRetired(session: Session, tenantNo: number): Promise<void> {
  const rows = await session.rows<{ seq: number }>(
    `SELECT DISTINCT c.seq FROM change_summary c WHERE c.tenant_no = ? AND NOT EXISTS (SELECT 1 FROM snapshot s
       WHERE s.tenant_no = c.tenant_no AND s.seq = c.seq AND s.retired_at IS NULL) LIMIT ${ROWS}`,
    [tenantNo],
  );
  if (rows.length === 0) return;
  const seqs = rows.map((row) => row.seq);
  await session.run(`DELETE FROM change_summary WHERE tenant_no = ? AND seq IN ${list(seqs.length)}`, [
    ...[tenantNo, ...seqs],
  ]);
}

async function readSkuNos(session: Session, counts: readonly ChangeCount[]): Promise<ReadonlyMap<Guid, number>> {
  const ids = [...new Set(counts.flatMap(({ skuId }) => skuId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await session.rows<{ sku_id: Guid; sku_no: number }>(
    `SELECT sku_id, sku_no FROM sku WHERE sku_id IN ${list(ids.length)}`,
    ids,
  );
  return new Map(rows.map((row) => [row.sku_id, row.sku_no]));
}
