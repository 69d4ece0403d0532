import type { SnapshotDate } from "../../model/snapshot-date.js";
import { oneOf, raw, sql } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

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

/** Resolves stretches of days to sequences. */
export function dayReader(context: ReadContext) {
  return {
    /** The days that answer, after `from` up to and with `to`, by tenant, then day. `asOf` leaves out what was sealed later. */
    within: (
      tenantNos: readonly number[],
      { from, to, asOf }: { from: SnapshotDate; to: SnapshotDate; asOf: number | null },
    ): Promise<SealedDay[]> =>
      inChunks(tenantNos, async (chunk) => {
        const sealed = asOf === null ? raw("1 = 1") : sql`s.sealed_at <= ${asOf}`;
        const rows = await select<Raw>(
          context,
          sql`SELECT s.tenant_no, s.day, s.revision, s.seq, s.sealed_at, s.retired_at FROM snapshot s
            WHERE ${oneOf("s.tenant_no", chunk)} AND s.day > ${from} AND s.day <= ${to} AND ${sealed}
            ORDER BY s.tenant_no, s.day, s.revision`,
        );
        return answering(rows);
      }),
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
