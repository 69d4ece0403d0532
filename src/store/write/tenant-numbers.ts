import type { TenantId } from "../../model/tenant.js";
import type { Database } from "../database.js";

/** The numbers of tenants. A tenant keeps its number for ever, so each is asked for once. */
export class TenantNumbers {
  private readonly known = new Map<TenantId, number>();

  constructor(private readonly database: Database) {}

  /** Asked where is written, not where is read: a replica may not know a new tenant yet. Null: no such tenant. */
  async of(tenantId: TenantId): Promise<number | null> {
    const known = this.known.get(tenantId);
    if (known !== undefined) return known;
    const [row] = await this.database.read((session) =>
      session.rows<{ tenant_no: number }>("SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?", [tenantId]),
    );
    if (row !== undefined) this.known.set(tenantId, row.tenant_no);
    return row?.tenant_no ?? null;
  }
}
