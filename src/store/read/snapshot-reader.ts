import type { SnapshotDate } from "../../model/snapshot-date.js";
import { allOf, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { inChunks, sealedWithin, select, type ReadContext } from "./read-context.js";
import { readNearest } from "./nearest-days.js";
import { highestRevisions, SNAPSHOT_COLUMNS, toSnapshot, type RawSnapshot, type SnapshotRow } from "./snapshot-row.js";

/** A day and one of its revisions; the last one that comes is the highest. */
export interface DaySequence {
  readonly tenantNo: number;
  readonly day: SnapshotDate;
  readonly seq: number;
  readonly sealedAt: number;
  readonly retired: boolean;
}

/** Resolves days to sequences; nothing else knows dates. `asOf` leaves out what was sealed after that instant. */
export function snapshotReader(context: ReadContext) {
  async function highest(statement: Fragment): Promise<SnapshotRow[]> {
    return highestRevisions((await select<RawSnapshot>(context, statement)).map(toSnapshot));
  }
  function inRange(tenantNos: readonly number[], from: SnapshotDate, to: SnapshotDate): Promise<SnapshotRow[]> {
    return inChunks(tenantNos, (chunk) =>
      highest(sql`SELECT ${SNAPSHOT_COLUMNS} FROM snapshot s
        WHERE ${oneOf("s.tenant_no", chunk)} AND s.day >= ${from} AND s.day <= ${to} AND ${sealedWithin(context, "s")}`),
    );
  }
  return {
    inRange,
    /** The sequence of every day of a stretch, by tenant, then day; retired days too. */
    sequences: (tenantNos: readonly number[], from: SnapshotDate, to: SnapshotDate) =>
      readSequences(context, tenantNos, { from, to }),
    /** The day in its highest revision, retired ones too. */
    async onDay(tenantNos: readonly number[], day: SnapshotDate, asOf: number | null): Promise<SnapshotRow[]> {
      const rows = await inChunks(tenantNos, (chunk) =>
        highest(sql`SELECT ${SNAPSHOT_COLUMNS} FROM snapshot s
          WHERE ${oneOf("s.tenant_no", chunk)} AND s.day = ${day} AND ${sealedWithin(context, "s", asOf)}`),
      );
      if (rows.length < tenantNos.length) context.lacks();
      return rows;
    },
    /** Each tenant's newest day that is not retired, within the bounds given. */
    newest: (tenantNos: readonly number[], bounds: { from?: SnapshotDate; to?: SnapshotDate; asOf: number | null }) =>
      inChunks(tenantNos, (chunk) => highest(newestStatement(context, chunk, bounds))).then((rows) =>
        rows.filter((row) => !row.retired),
      ),
    /** One revision of a day, retired or not. */
    async revision(tenantNo: number, day: SnapshotDate, revision: number): Promise<SnapshotRow | null> {
      const rows = await select<RawSnapshot>(
        context,
        sql`SELECT ${SNAPSHOT_COLUMNS} FROM snapshot s
          WHERE s.tenant_no = ${tenantNo} AND s.day = ${day} AND s.revision = ${revision}
            AND ${sealedWithin(context, "s")}`,
      );
      if (rows.length === 0) context.lacks();
      return rows.map(toSnapshot)[0] ?? null;
    },
    /** The nearest days before and after `day` that are not retired. */
    nearest: (tenantNos: readonly number[], day: SnapshotDate) => readNearest(context, tenantNos, day),
    /** When the newest of these tenants' days was sealed, whichever day it is; 0 when there is none. */
    newestSeal: (tenantNos: readonly number[]) => newestSeal(context, tenantNos),
    /** The first and last day of each tenant that is not retired. */
    spans: (tenantNos: readonly number[]) =>
      inChunks(tenantNos, (chunk) =>
        select<{ tenant_no: number; first_day: string; last_day: string }>(
          context,
          sql`SELECT tenant_no, MIN(day) AS first_day, MAX(day) AS last_day FROM snapshot s
            WHERE ${oneOf("tenant_no", chunk)} AND retired_at IS NULL AND ${sealedWithin(context, "s")} GROUP BY tenant_no`,
        ),
      ),
  };
}

async function newestSeal(context: ReadContext, tenantNos: readonly number[]): Promise<number> {
  const rows = await inChunks(tenantNos, (chunk) =>
    select<{ newest: number | null }>(
      context,
      sql`SELECT MAX(s.sealed_at) AS newest FROM snapshot s WHERE ${oneOf("s.tenant_no", chunk)} AND ${sealedWithin(context, "s")}`,
    ),
  );
  return rows.reduce((newest, row) => Math.max(newest, row.newest ?? 0), 0);
}

export type SnapshotReader = ReturnType<typeof snapshotReader>;

function readSequences(
  context: ReadContext,
  tenantNos: readonly number[],
  { from, to }: { from: SnapshotDate; to: SnapshotDate },
): Promise<DaySequence[]> {
  return inChunks(tenantNos, async (chunk) => {
    const rows = await select<RawDay>(
      context,
      sql`SELECT s.tenant_no, s.day, s.seq, s.sealed_at, s.retired_at FROM snapshot s
        WHERE ${oneOf("s.tenant_no", chunk)} AND s.day >= ${from} AND s.day <= ${to}
          AND ${sealedWithin(context, "s")} ORDER BY s.tenant_no, s.day, s.revision`,
    );
    return rows.map(toDaySequence);
  });
}

function newestStatement(
  context: ReadContext,
  tenantNos: readonly number[],
  bounds: { from?: SnapshotDate; to?: SnapshotDate; asOf: number | null },
): Fragment {
  const conditions = [
    oneOf("m.tenant_no", tenantNos),
    raw("m.retired_at IS NULL"),
    sealedWithin(context, "m", bounds.asOf),
  ];
  if (bounds.from !== undefined) conditions.push(sql`m.day >= ${bounds.from}`);
  if (bounds.to !== undefined) conditions.push(sql`m.day <= ${bounds.to}`);
  return sql`SELECT ${SNAPSHOT_COLUMNS} FROM (SELECT m.tenant_no, MAX(m.day) AS day FROM snapshot m
    WHERE ${allOf(conditions)} GROUP BY m.tenant_no) newest
    JOIN snapshot s ON s.tenant_no = newest.tenant_no AND s.day = newest.day WHERE ${sealedWithin(context, "s", bounds.asOf)}`;
}

type RawDay = Pick<RawSnapshot, "tenant_no" | "day" | "seq" | "sealed_at" | "retired_at">;

function toDaySequence(row: RawDay): DaySequence {
  return {
    tenantNo: row.tenant_no,
    day: row.day as SnapshotDate,
    seq: row.seq,
    sealedAt: row.sealed_at,
    retired: row.retired_at !== null,
  };
}
