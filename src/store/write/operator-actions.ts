import { randomUUID } from "node:crypto";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";

/** What an operator can decide. */
export type OperatorActionName = "SUSPECT_ACCEPTED" | "SUSPECT_REJECTED" | "CUSTOMERS_GONE_ACCEPTED";

/** A decision on record. `tenantId` null: it concerned the customer list as a whole. */
export interface OperatorAction {
  readonly at: Date;
  readonly actor: string;
  readonly action: OperatorActionName;
  readonly tenantId: TenantId | null;
  readonly day: SnapshotDate | null;
  readonly detail: string | null;
}

/** A decision to record; `tenantNo` 0: the customer list as a whole. */
export interface ActionToRecord {
  readonly tenantNo: number;
  readonly actor: string;
  readonly action: OperatorActionName;
  readonly day: SnapshotDate | null;
  readonly detail: string | null;
}

interface ActionRow {
  readonly at: number;
  readonly actor: string;
  readonly action: OperatorActionName;
  readonly entra_tenant_id: TenantId | null;
  readonly day: SnapshotDate | null;
  readonly detail: string | null;
}

const MOST_ACTOR = 512;

/** Records a decision in the transaction that carries it out, by the database's clock. */
export async function recordAction(session: Session, nowMs: string, record: ActionToRecord): Promise<void> {
  const { tenantNo, actor, action, day, detail } = record;
  await session.run(
    `INSERT INTO operator_action (tenant_no, action_id, at, actor, action, day, detail)
     VALUES (?, ?, ${nowMs}, ?, ?, ?, ?)`,
    [tenantNo, randomUUID(), actor.slice(0, MOST_ACTOR), action, day, detail],
  );
}

/** Reads what operators decided. */
export class OperatorActions {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  async list(most: number): Promise<OperatorAction[]> {
    const rows = await this.database.read((session) =>
      session.rows<ActionRow>(
        `SELECT a.at, a.actor, a.action, t.entra_tenant_id, a.day, a.detail
         FROM operator_action a LEFT JOIN tenant t ON t.tenant_no = a.tenant_no
         ORDER BY a.at DESC, a.action_id LIMIT ${Math.trunc(most)}`,
      ),
    );
    return rows.map(({ at, entra_tenant_id: tenantId, ...rest }) => ({ ...rest, at: new Date(at), tenantId }));
  }
}
