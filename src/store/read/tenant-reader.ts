import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId, TenantState } from "../../model/tenant.js";
import { type Absence, parseAbsences } from "../absences.js";
import { oneOf, raw, sql, type Fragment } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** One tenant of the partner, with what decides which days are expected of it. */
export interface TenantRow {
  readonly tenantNo: number;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly defaultDomain: string | null;
  readonly state: TenantState;
  readonly expectedFrom: SnapshotDate | null;
  readonly expectedTo: SnapshotDate | null;
  /** When it was no customer between those two. */
  readonly absences: readonly Absence[];
  /** Grows when the past changes. */
  readonly contentEpoch: number;
  /** Nobody imports it at this moment: the lease has run out by the database's clock. */
  readonly leaseOver: boolean;
}

interface Raw {
  tenant_no: number;
  entra_tenant_id: string;
  name: string;
  default_domain: string | null;
  state: string;
  expected_from: string | null;
  expected_to: string | null;
  absences: string | null;
  content_epoch: number;
  lease_over: number;
  catalogue: number | null;
}

/** Reads tenants: all of them only when a caller says so. With them comes the version of the catalogue. */
export function tenantReader(context: ReadContext) {
  async function read(condition: Fragment): Promise<TenantRow[]> {
    const statement = sql`SELECT tenant_no, entra_tenant_id, name, default_domain, state, expected_from, expected_to, absences,
      content_epoch, CASE WHEN lease_until < ${raw(context.dialect.nowMs)} THEN 1 ELSE 0 END AS lease_over,
      (SELECT version FROM catalogue WHERE catalogue_no = 1) AS catalogue
      FROM tenant WHERE ${condition} ORDER BY tenant_no`;
    const rows = await select<Raw>(context, statement);
    context.catalogue.note(rows[0]?.catalogue ?? 0);
    return rows.map(toTenant);
  }
  return {
    all: () => read(raw("1 = 1")),
    byIds: (ids: readonly TenantId[]) => inChunks(ids, (chunk) => read(oneOf("entra_tenant_id", chunk))),
  };
}

export type TenantReader = ReturnType<typeof tenantReader>;

function toTenant(row: Raw): TenantRow {
  return {
    tenantNo: row.tenant_no,
    tenantId: row.entra_tenant_id as TenantId,
    name: row.name,
    defaultDomain: row.default_domain,
    state: row.state as TenantState,
    expectedFrom: row.expected_from as SnapshotDate | null,
    expectedTo: row.expected_to as SnapshotDate | null,
    absences: parseAbsences(row.absences),
    contentEpoch: row.content_epoch,
    leaseOver: row.lease_over === 1,
  };
}
