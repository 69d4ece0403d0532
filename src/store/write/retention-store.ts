import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** What there is to remove of a tenant. */
export interface RetentionState {
  /** Days that still answer. */
  readonly days: readonly SnapshotDate[];
  /** An earlier revision has answered for long enough. */
  readonly revisionsDue: boolean;
  /** Rows of retired days are still there, retired up to this instant (the database's); null: none. */
  readonly purgeBefore: number | null;
}

const PRUNE_STATE = {
  table: "prune_state",
  columns: ["tenant_no", "purged_before"],
  key: ["tenant_no"],
  updated: ["purged_before"],
};

/** Finds out what retention has to do, without any lease, and remembers what is done. */
export class RetentionStore {
  constructor(private readonly database: Database) {}

  /** Every tenant, those that are gone too: their days grow old all the same. */
  async tenants(): Promise<TenantId[]> {
    const rows = await this.database.read((session) =>
      session.rows<{ entra_tenant_id: TenantId }>("SELECT entra_tenant_id FROM tenant ORDER BY tenant_no"),
    );
    return rows.map((row) => row.entra_tenant_id);
  }

  /** `revisionKeepMs`: how long an earlier revision answers. `graceMs`: how long a retired day may still be read. */
  state(tenantId: TenantId, { revisionKeepMs, graceMs }: { revisionKeepMs: number; graceMs: number }) {
    return this.database.read(async (session): Promise<RetentionState> => {
      const tenantNo = await tenantNoOf(session, tenantId);
      const days = await session.rows<{ day: SnapshotDate }>(
        "SELECT DISTINCT day FROM snapshot WHERE tenant_no = ? AND retired_at IS NULL ORDER BY day",
        [tenantNo],
      );
      const revisions = await session.rows(
        `SELECT s.seq FROM snapshot s JOIN snapshot later ON later.tenant_no = s.tenant_no AND later.day = s.day
           AND later.revision > s.revision
         WHERE s.tenant_no = ? AND s.retired_at IS NULL AND later.sealed_at <= ${this.database.dialect.nowMs} - ? LIMIT 1`,
        [tenantNo, revisionKeepMs],
      );
      const purgeBefore = await this.purgeBefore(session, tenantNo, graceMs);
      return { days: days.map(({ day }) => day), revisionsDue: revisions.length > 0, purgeBefore };
    });
  }

  /** Everything retired before this instant has been deleted. */
  purged(tenantId: TenantId, before: number): Promise<void> {
    return retriedTransaction(this.database, async (session) => {
      const tenantNo = await tenantNoOf(session, tenantId);
      await session.run(this.database.dialect.upsert(PRUNE_STATE, 1), [tenantNo, before]);
    });
  }

  private async purgeBefore(session: Session, tenantNo: number, graceMs: number): Promise<number | null> {
    const { nowMs } = this.database.dialect;
    const [row] = await session.rows<{ purge_before: number }>(
      `SELECT ${nowMs} - ? AS purge_before FROM tenant t WHERE t.tenant_no = ? AND EXISTS (SELECT 1 FROM snapshot s
         LEFT JOIN prune_state p ON p.tenant_no = s.tenant_no
         WHERE s.tenant_no = t.tenant_no AND s.retired_at <= ${nowMs} - ? AND s.retired_at >= COALESCE(p.purged_before, 0))`,
      [graceMs, tenantNo, graceMs],
    );
    return row === undefined ? null : Number(row.purge_before);
  }
}

async function tenantNoOf(session: Session, tenantId: TenantId): Promise<number> {
  const [row] = await session.rows<{ tenant_no: number }>("SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?", [
    tenantId,
  ]);
  return row?.tenant_no ?? 0;
}
