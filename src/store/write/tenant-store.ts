import { AppError } from "../../errors.js";
import { addDays, type SnapshotDate } from "../../model/snapshot-date.js";
import type { Customer, TenantId } from "../../model/tenant.js";
import { absencesUntil, type Stay } from "../absences.js";
import type { Database, Session } from "../database.js";
import { recordAction } from "./operator-actions.js";
import { retriedTransaction } from "./retried-transaction.js";

/** What a sync of the customer list changed. */
export interface SyncResult {
  readonly added: number;
  readonly renamed: number;
  readonly gone: number;
  readonly total: number;
  /** The tenants that the list does not name any more, when too many to be believed: none of them was marked as gone. */
  readonly held: { readonly active: number; readonly missing: readonly TenantId[] } | null;
}

/** How a list is taken over that names half of the active tenants or fewer: held, or by whom it was accepted. */
export type OnShrink = { readonly kind: "hold" } | { readonly kind: "accept"; readonly actor: string };

/** A list that lost half of this many tenants or more is not believed. */
const LEAST_TO_HOLD = 4;

interface TenantRow {
  readonly tenant_no: number;
  readonly entra_tenant_id: TenantId;
  readonly name: string;
  readonly default_domain: string | null;
  readonly state: string;
}

/** Writes the partner's customers into `tenant`; days of a customer that is gone stay. */
export class TenantStore {
  constructor(private readonly database: Database) {}

  /** Brings the tenants in line with the whole customer list as of `today`; an empty list is refused. */
  async sync(
    customers: readonly Customer[],
    today: SnapshotDate,
    onShrink: OnShrink = { kind: "hold" },
  ): Promise<SyncResult> {
    if (customers.length === 0) throw new AppError("PARTNER_UNAVAILABLE", "an empty customer list is not believed");
    const listed = new Map(customers.map((customer) => [customer.tenantId, customer])); // pages may overlap
    const rows = await this.rows();
    const { added, renamed } = await this.takeOver(listed, rows, today);
    const active = rows.filter((row) => row.state === "ACTIVE");
    const missing = active.filter((row) => !listed.has(row.entra_tenant_id));
    const shrunk = active.length >= LEAST_TO_HOLD && missing.length * 2 >= active.length;
    const result = { added, renamed, gone: 0, total: listed.size, held: null };
    if (shrunk && onShrink.kind === "hold") {
      return { ...result, held: { active: active.length, missing: missing.map((row) => row.entra_tenant_id) } };
    }
    let gone = 0;
    for (const row of missing) gone += await this.retire(row.tenant_no, today);
    if (shrunk && onShrink.kind === "accept") await this.recordAccepted(onShrink.actor, gone, active.length);
    return { ...result, gone };
  }

  private async takeOver(
    listed: ReadonlyMap<TenantId, Customer>,
    rows: readonly TenantRow[],
    today: SnapshotDate,
  ): Promise<{ added: number; renamed: number }> {
    const known = new Map(rows.map((row) => [row.entra_tenant_id, row]));
    const result = { added: 0, renamed: 0 };
    for (const customer of listed.values()) {
      const row = known.get(customer.tenantId);
      if (row === undefined) result.added += await this.add(customer, today);
      else if (row.name !== customer.name || row.default_domain !== customer.defaultDomain || row.state !== "ACTIVE") {
        result.renamed += await this.change(row.tenant_no, customer, today);
      }
    }
    return result;
  }

  private recordAccepted(actor: string, gone: number, active: number): Promise<void> {
    const detail = `${gone} of ${active} active tenants`;
    const record = { tenantNo: 0, actor, action: "CUSTOMERS_GONE_ACCEPTED", day: null, detail } as const;
    return retriedTransaction(this.database, (session) => recordAction(session, this.database.dialect.nowMs, record));
  }

  /** The tenants to import: those still in the customer list. */
  async active(): Promise<TenantId[]> {
    return (await this.rows()).filter((row) => row.state === "ACTIVE").map((row) => row.entra_tenant_id);
  }

  private rows(): Promise<TenantRow[]> {
    return this.database.read((session) =>
      session.rows<TenantRow>(
        "SELECT tenant_no, entra_tenant_id, name, default_domain, state FROM tenant ORDER BY tenant_no",
      ),
    );
  }

  /** 0 when another sync has added the customer meanwhile. */
  private add({ tenantId, name, defaultDomain }: Customer, today: SnapshotDate): Promise<number> {
    const axis = {
      complete_seq: 0,
      next_seq: 1,
      next_user_no: 1,
      content_epoch: 0,
      lease_until: 0,
      fence: 0,
      write_no: 0,
    };
    const columns = ["entra_tenant_id", "name", "default_domain", "state", "expected_from", ...Object.keys(axis)];
    return this.write((session) =>
      session.run(this.database.dialect.insertIgnore("tenant", columns, 1), [
        ...[tenantId, name, defaultDomain, "ACTIVE", today],
        ...Object.values(axis),
      ]),
    );
  }

  /** A new name changes answers about the past, so the epoch grows; who comes back was not expected while away. */
  private change(tenantNo: number, { name, defaultDomain }: Customer, today: SnapshotDate): Promise<number> {
    return this.write(async (session) => {
      const [row] = await session.rows<Stay>(
        `SELECT state, expected_to, absences FROM tenant WHERE tenant_no = ? ${this.database.dialect.lockRow}`,
        [tenantNo],
      );
      return session.run(
        `UPDATE tenant SET content_epoch = content_epoch + 1, name = ?, default_domain = ?, state = 'ACTIVE', expected_to = NULL,
         absences = ? WHERE tenant_no = ?`,
        [name, defaultDomain, row === undefined ? null : absencesUntil(today, row), tenantNo],
      );
    });
  }

  /** The last day expected of who is gone: today if it is there already, else yesterday. */
  private retire(tenantNo: number, today: SnapshotDate): Promise<number> {
    return this.write((session) =>
      session.run(
        `UPDATE tenant SET state = 'GONE', expected_to = CASE
           WHEN EXISTS (SELECT 1 FROM snapshot s WHERE s.tenant_no = ? AND s.day = ?) THEN ? ELSE ? END
         WHERE tenant_no = ?`,
        [tenantNo, today, today, addDays(today, -1), tenantNo],
      ),
    );
  }

  private write(work: (session: Session) => Promise<number>): Promise<number> {
    return retriedTransaction(this.database, work, { repeatable: true });
  }
}
