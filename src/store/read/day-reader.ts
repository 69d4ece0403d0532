import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { oneOf, sql, type Fragment } from "./fragment.js";
import { inChunks, sealedWithin, select, type ReadContext } from "./read-context.js";

/** A sealed day in the revision that answers: no more than what resolves it. */
export interface SealedDay {
  readonly tenantNo: number;
  readonly day: SnapshotDate;
  readonly revision: number;
  readonly seq: number;
  readonly sealedAt: number;
}

interface Raw {
  tenant_no: number;
  day: string;
  revision: number;
  seq: number;
  sealed_at: number;
  retired_at: number | null;
}

/** The step that ends on a sealed day, as things stand; `before` is null on the first day of all. */
export interface EndingStep {
  readonly tenantNo: number;
  /** Read before the days: whatever changed since has a higher one. */
  readonly contentEpoch: number;
  readonly before: SealedDay | null;
  readonly after: SealedDay;
}

/** Resolves stretches of days to sequences. */
export function dayReader(context: ReadContext) {
  return {
    /** The days that answer, after `from` up to and with `to`, by tenant, then day. `asOf` leaves out what was sealed later. */
    within: (
      tenantNos: readonly number[],
      { from, to, asOf }: { from: SnapshotDate; to: SnapshotDate; asOf: number | null },
    ): Promise<SealedDay[]> =>
      inChunks(tenantNos, async (chunk) => {
        const rows = await select<Raw>(
          context,
          sql`SELECT s.tenant_no, s.day, s.revision, s.seq, s.sealed_at, s.retired_at FROM snapshot s
            WHERE ${oneOf("s.tenant_no", chunk)} AND s.day > ${from} AND s.day <= ${to} AND ${sealedWithin(context, "s", asOf)}
            ORDER BY s.tenant_no, s.day, s.revision`,
        );
        return answering(rows);
      }),
    /** The step that ends on this day; null when the day does not answer. */
    async endingOn(tenantId: TenantId, day: SnapshotDate): Promise<EndingStep | null> {
      const [tenant] = await select<{ tenant_no: number; content_epoch: number }>(
        context,
        sql`SELECT tenant_no, content_epoch FROM tenant WHERE entra_tenant_id = ${tenantId}`,
      );
      if (tenant === undefined) return null;
      const { tenant_no: tenantNo, content_epoch: contentEpoch } = tenant;
      const answers = (which: Fragment) => sql`SELECT s.tenant_no, s.day, s.revision, s.seq, s.sealed_at, s.retired_at
        FROM snapshot s WHERE s.tenant_no = ${tenantNo} AND s.retired_at IS NULL AND ${which}
        AND ${sealedWithin(context, "s")}
        ORDER BY s.day DESC, s.revision DESC LIMIT 1`;
      const [after] = answering(await select<Raw>(context, answers(sql`s.day = ${day}`)));
      const [before] = answering(await select<Raw>(context, answers(sql`s.day < ${day}`)));
      return after === undefined ? null : { tenantNo, contentEpoch, before: before ?? null, after };
    },
  };
}

export type DayReader = ReturnType<typeof dayReader>;

/** The highest revision of each day, unless it is retired; the rows come in order. */
function answering(rows: readonly Raw[]): SealedDay[] {
  const highest = rows.filter((row, index) => {
    const next = rows[index + 1];
    return next?.tenant_no !== row.tenant_no || next.day !== row.day;
  });
  return highest
    .filter((row) => row.retired_at === null)
    .map((row) => ({
      tenantNo: row.tenant_no,
      day: row.day as SnapshotDate,
      revision: row.revision,
      seq: row.seq,
      sealedAt: row.sealed_at,
    }));
}
