import type { TenantId } from "../../model/tenant.js";
import { oneOf, raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";

interface Raw {
  tenants: number | string;
  active: number | string | null;
  completed: number | string | null;
  writes: number | string | null;
  epochs: number | string | null;
  skus: number | string;
  part_numbers: number | string;
}

/**
 * Which version of the data an answer stands on. Every counter below only grows, so equal sums mean that nothing was written
 * for any of the tenants: no day sealed, held, accepted or retired, nobody renamed, no attempt begun or ended.
 */
export function versionReader(context: ReadContext) {
  return {
    /** A text that changes with the data of these tenants; null: of every tenant. */
    async of(tenantIds: readonly TenantId[] | null): Promise<string> {
      const which = tenantIds === null ? raw("1 = 1") : oneOf("entra_tenant_id", tenantIds);
      const [row] = await select<Raw>(context, versionStatement(which));
      return row === undefined ? "" : Object.values(row).map(String).join(".");
    },
  };
}

export type VersionReader = ReturnType<typeof versionReader>;

function versionStatement(which: Fragment): Fragment {
  return sql`SELECT COUNT(*) AS tenants, SUM(CASE WHEN state = 'ACTIVE' THEN 1 ELSE 0 END) AS active,
    SUM(complete_seq) AS completed, SUM(write_no) AS writes, SUM(content_epoch) AS epochs,
    (SELECT COUNT(*) FROM sku) AS skus, (SELECT COUNT(part_number) FROM sku) AS part_numbers
    FROM tenant WHERE ${which}`;
}
