import type { SnapshotDate } from "../../model/snapshot-date.js";
import { oneOf, sql } from "./fragment.js";
import { sealedWithin, select, type ReadContext } from "./read-context.js";

/** The nearest sealed days on either side. */
export interface NearestDays {
  readonly tenantNo: number;
  readonly before: SnapshotDate | null;
  readonly after: SnapshotDate | null;
}

/** The nearest days before and after `day` that are not retired. */
export async function readNearest(
  context: ReadContext,
  tenantNos: readonly number[],
  day: SnapshotDate,
): Promise<NearestDays[]> {
  const rows = await select<{ tenant_no: number; nearest_before: string | null; nearest_after: string | null }>(
    context,
    sql`SELECT tenant_no, MAX(CASE WHEN day < ${day} THEN day END) AS nearest_before,
      MIN(CASE WHEN day > ${day} THEN day END) AS nearest_after
      FROM snapshot s WHERE ${oneOf("tenant_no", tenantNos)} AND retired_at IS NULL
        AND ${sealedWithin(context, "s")} GROUP BY tenant_no`,
  );
  return rows.map(toNearest);
}

function toNearest(row: {
  tenant_no: number;
  nearest_before: string | null;
  nearest_after: string | null;
}): NearestDays {
  return {
    tenantNo: row.tenant_no,
    before: row.nearest_before as SnapshotDate | null,
    after: row.nearest_after as SnapshotDate | null,
  };
}
