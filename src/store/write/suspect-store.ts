import { AppError } from "../../errors.js";
import type { SnapshotCheck } from "../../model/snapshot-check.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { unpackChecks } from "../checks.js";
import type { Database, Session } from "../database.js";
import { type OperatorActionName, recordAction } from "./operator-actions.js";
import { retriedTransaction } from "./retried-transaction.js";

/** A day that is complete and waits for an operator. */
export interface SuspectDay {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
  readonly completedAt: Date;
  readonly users: number;
  readonly skus: number;
  readonly checks: readonly SnapshotCheck[];
}

interface HeldRow {
  readonly tenant_no: number;
  readonly entra_tenant_id: TenantId;
  readonly day: SnapshotDate;
  readonly seq: number;
  readonly completed_at: number;
  readonly user_count: number;
  readonly sku_count: number;
  readonly checks: string;
}

const HELD = `SELECT t.tenant_no, t.entra_tenant_id, h.day, h.seq, h.completed_at, h.user_count, h.sku_count, h.checks
  FROM held_day h JOIN tenant t ON t.tenant_no = h.tenant_no`;

/** A held day, and who decides about it. */
export interface Decision {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
  readonly actor: string;
}

/** Accepts and rejects held days, on any later day, without asking Microsoft; every decision is on record. */
export class SuspectStore {
  constructor(private readonly database: Database) {}

  async list(): Promise<SuspectDay[]> {
    const rows = await this.database.read((session) => session.rows<HeldRow>(`${HELD} ORDER BY h.day, t.tenant_no`));
    return rows.map((row) => ({
      tenantId: row.entra_tenant_id,
      day: row.day,
      completedAt: new Date(row.completed_at),
      users: row.user_count,
      skus: row.sku_count,
      checks: unpackChecks(row.checks),
    }));
  }

  /** Does this tenant have a held day? */
  async holds(tenantId: TenantId): Promise<boolean> {
    const rows = await this.database.read((session) =>
      session.rows(`${HELD} WHERE t.entra_tenant_id = ? LIMIT 1`, [tenantId]),
    );
    return rows.length > 0;
  }

  /** The day becomes visible as its highest revision + 1. */
  accept(decision: Decision): Promise<{ revision: number }> {
    const { day } = decision;
    return this.decide(decision, "SUSPECT_ACCEPTED", async (session, { tenant_no: tenantNo, seq }) => {
      const [highest] = await session.rows<{ revision: number | null }>(
        "SELECT MAX(revision) AS revision FROM snapshot WHERE tenant_no = ? AND day = ?",
        [tenantNo, day],
      );
      const revision = (highest?.revision ?? 0) + 1;
      await session.run(
        `INSERT INTO snapshot (tenant_no, day, revision, seq, fence, sealed_at, user_count, sku_count, assignment_count, content_hash, checks)
         SELECT tenant_no, day, ?, seq, fence, ${this.database.dialect.nowMs}, user_count, sku_count, assignment_count, content_hash, checks
         FROM held_day WHERE tenant_no = ? AND day = ?`,
        [revision, tenantNo, day],
      );
      await this.mark(session, { tenantNo, seq, state: "ACCEPTED", code: null });
      return { revision };
    });
  }

  /** The day stays without a snapshot; its run says REJECTED. */
  reject(decision: Decision): Promise<void> {
    return this.decide(decision, "SUSPECT_REJECTED", (session, { tenant_no: tenantNo, seq }) =>
      this.mark(session, { tenantNo, seq, state: "REJECTED", code: "REJECTED" }),
    );
  }

  private decide<T>(
    { tenantId, day, actor }: Decision,
    action: OperatorActionName,
    work: (session: Session, row: HeldRow) => Promise<T>,
  ): Promise<T> {
    return retriedTransaction(this.database, async (session) => {
      await session.run("UPDATE tenant SET content_epoch = content_epoch + 1 WHERE entra_tenant_id = ?", [tenantId]);
      const [row] = await session.rows<HeldRow>(`${HELD} WHERE t.entra_tenant_id = ? AND h.day = ?`, [tenantId, day]);
      if (row === undefined) {
        throw new AppError("INVALID_INPUT", "no held day of this tenant; see `suspect list`", { tenantId, day });
      }
      const result = await work(session, row);
      await session.run("DELETE FROM held_day WHERE tenant_no = ? AND day = ?", [row.tenant_no, day]);
      const record = { tenantNo: row.tenant_no, actor, action, day, detail: null };
      await recordAction(session, this.database.dialect.nowMs, record);
      return result;
    });
  }

  private async mark(
    session: Session,
    run: { readonly tenantNo: number; readonly seq: number; readonly state: string; readonly code: string | null },
  ): Promise<void> {
    await session.run("UPDATE import_run SET state = ?, failure_code = ? WHERE tenant_no = ? AND seq = ?", [
      run.state,
      run.code,
      run.tenantNo,
      run.seq,
    ]);
  }
}
