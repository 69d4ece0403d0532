import { AppError } from "../../errors.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { Customer, TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** What a sync of the customer list changed. */
export interface SyncResult {
  readonly added: number;
  readonly renamed: number;
  readonly gone: number;
  readonly total: number;
}

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
  async sync(customers: readonly Customer[], today: SnapshotDate): Promise<SyncResult> {
    if (customers.length === 0) throw new AppError("PARTNER_UNAVAILABLE", "an empty customer list is not believed");
    const listed = new Map(customers.map((customer) => [customer.tenantId, customer])); // pages may overlap
    const known = new Map((await this.rows()).map((row) => [row.entra_tenant_id, row]));
    const result = { added: 0, renamed: 0, gone: 0, total: listed.size };
    for (const customer of listed.values()) {
      const row = known.get(customer.tenantId);
      known.delete(customer.tenantId);
      if (row === undefined) result.added += await this.add(customer, today);
      else if (row.name !== customer.name || row.default_domain !== customer.defaultDomain || row.state !== "ACTIVE") {
        result.renamed += await this.change(row.tenant_no, customer);
      }
    }
    for (const row of known.values())
      if (row.state === "ACTIVE") result.gone += await this.retire(row.tenant_no, today);
    return result;
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

  /** A new name changes answers about the past, so the epoch grows. */
  private change(tenantNo: number, customer: Customer): Promise<number> {
    return this.write((session) =>
      session.run(
        `UPDATE tenant SET content_epoch = content_epoch + 1, name = ?, default_domain = ?, state = 'ACTIVE', expected_to = NULL
         WHERE tenant_no = ?`,
        [customer.name, customer.defaultDomain, tenantNo],
      ),
    );
  }

  private retire(tenantNo: number, today: SnapshotDate): Promise<number> {
    return this.write((session) =>
      session.run("UPDATE tenant SET state = 'GONE', expected_to = ? WHERE tenant_no = ?", [today, tenantNo]),
    );
  }

  private write(work: (session: Session) => Promise<number>): Promise<number> {
    return retriedTransaction(this.database, work);
  }
}
