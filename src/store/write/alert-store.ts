import { randomUUID } from "node:crypto";
import { type Alert, alertEvent, type AlertKey, type StoredAlert } from "../../model/alert.js";
import type { GatewayEvent } from "../../model/gateway-event.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** Where an alert's events go; the same transaction. */
export interface EventAppender {
  appendIn(session: Session, event: GatewayEvent): Promise<boolean>;
}

interface AlertRow {
  readonly alert_id: string;
  readonly kind: string;
  readonly tenant_id: TenantId | null;
  readonly day: SnapshotDate | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly raised_at: number;
  readonly last_seen_at: number;
  readonly cleared_at: number | null;
}

const INSERTED = [
  ...["alert_id", "kind", "tenant_id", "day", "code", "message", "remedy"],
  ...["raised_at", "last_seen_at", "open_key"],
];
const ALERT =
  "SELECT alert_id, kind, tenant_id, day, code, message, remedy, raised_at, last_seen_at, cleared_at FROM alert";

/** What an operator must know: told once when it opens and once when it closes, not every night. */
export class AlertStore {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
    private readonly time: () => number,
  ) {}

  /** True when it was not open already; else the open alert takes over the newest code, message and remedy, and nobody is told again. */
  raise(alert: Alert): Promise<boolean> {
    const now = this.time();
    return retriedTransaction(this.database, async (session) => {
      const alertId = randomUUID();
      if (!(await this.insert(session, { ...alert, alertId }, now))) return false;
      return this.events.appendIn(session, alertEvent("alert.raised", { ...alert, alertId }, new Date(now)));
    });
  }

  /** Closes the alerts of this kind and tenant (null: the partner), of one day or of all; how many were open. */
  clear({ kind, tenantId, day }: Omit<AlertKey, "day"> & { readonly day?: SnapshotDate }): Promise<number> {
    const now = this.time();
    const tenant = tenantId === null ? "tenant_id IS NULL" : "tenant_id = ?";
    const sql = `${ALERT} WHERE open_key IS NOT NULL AND kind = ? AND ${tenant} ${day === undefined ? "" : "AND day = ?"}`;
    const values = [kind, ...(tenantId === null ? [] : [tenantId]), ...(day === undefined ? [] : [day])];
    return retriedTransaction(this.database, async (session) => {
      let cleared = 0;
      for (const row of await session.rows<AlertRow>(sql, values)) cleared += await this.close(session, row, now);
      return cleared;
    });
  }

  /** Every open alert, the oldest first. */
  async open(): Promise<StoredAlert[]> {
    const sql = `${ALERT} WHERE open_key IS NOT NULL ORDER BY raised_at, alert_id`;
    return (await this.database.read((session) => session.rows<AlertRow>(sql))).map(toAlert);
  }

  /** The newest alerts, open or cleared, the newest first. */
  async latest(limit: number): Promise<StoredAlert[]> {
    const sql = `${ALERT} ORDER BY raised_at DESC, alert_id LIMIT ${limit}`;
    return (await this.database.read((session) => session.rows<AlertRow>(sql))).map(toAlert);
  }

  private async insert(session: Session, alert: Alert & { alertId: string }, now: number): Promise<boolean> {
    const { alertId, kind, tenantId, day, code, message, remedy } = alert;
    const key = [kind, tenantId ?? "partner", day ?? "any"].join("/");
    const insert = this.database.dialect.insertIgnore("alert", INSERTED, 1);
    const values = [alertId, kind, tenantId, day, code, message, remedy, now, now, key];
    if ((await session.run(insert, values)) === 1) return true;
    const update = "UPDATE alert SET code = ?, message = ?, remedy = ?, last_seen_at = ? WHERE open_key = ?";
    await session.run(update, [code, message, remedy, now, key]);
    return false;
  }

  private async close(session: Session, row: AlertRow, now: number): Promise<number> {
    const update = "UPDATE alert SET open_key = NULL, cleared_at = ? WHERE alert_id = ? AND open_key IS NOT NULL";
    if ((await session.run(update, [now, row.alert_id])) !== 1) return 0;
    await this.events.appendIn(session, alertEvent("alert.cleared", toAlert(row), new Date(now)));
    return 1;
  }
}

function toAlert(row: AlertRow): StoredAlert {
  const { kind, day, code, message, remedy, cleared_at: clearedAt } = row;
  return {
    ...{ alertId: row.alert_id, kind, tenantId: row.tenant_id, day, code, message, remedy },
    raisedAt: new Date(row.raised_at),
    lastSeenAt: new Date(row.last_seen_at),
    clearedAt: clearedAt === null ? null : new Date(clearedAt),
  };
}
