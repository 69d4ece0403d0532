import { raw, sql, type Fragment } from "./fragment.js";
import type { ColumnRow, SealedSeq, SkuColumns, TenantColumns } from "./column-memory.js";
import { overlaps, withSpans, type Span } from "./interval-reader.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** Sealed sequences of one tenant, upwards. */
export interface ColumnQuestion {
  readonly tenantNo: number;
  readonly contentEpoch: number;
  readonly sealed: readonly SealedSeq[];
}

/** A tenant's SKUs as columns; the n-th sequence asked for is at `places[n]` of each. */
export interface PlacedColumns {
  readonly places: Int32Array;
  readonly skus: ReadonlyMap<number, SkuColumns>;
}

const UNITS = raw(`k.enabled, k.warning, k.suspended, k.locked_out AS lockedOut, k.consumed,
  1 AS owned, CASE WHEN p.assignable = 0 THEN 1 ELSE 0 END AS company`);

/** Reads what tenants owned and how many people held it, sequence by sequence; only what is not in memory. */
export function columnReader(context: ReadContext) {
  return {
    async of(asked: readonly ColumnQuestion[]): Promise<Map<number, PlacedColumns>> {
      const found = asked.map((one) => ({ ...one, columns: columnsOf(context, one) }));
      const wanted = found.flatMap(({ tenantNo, sealed, columns }) => {
        const lacking = columns.lacking(sealed);
        return lacking.length === 0 ? [] : [{ tenantNo, lacking, columns }];
      });
      await fill(context, wanted);
      return new Map(
        found.map(({ tenantNo, sealed, columns }) => {
          context.columns.keep(tenantNo, columns);
          return [tenantNo, { places: columns.placesOf(sealed), skus: columns.skus }];
        }),
      );
    },
  };
}

export type ColumnReader = ReturnType<typeof columnReader>;

function columnsOf({ columns }: ReadContext, { tenantNo, contentEpoch, sealed }: ColumnQuestion): TenantColumns {
  return columns.of(tenantNo, contentEpoch, sealed);
}

interface Wanted {
  readonly tenantNo: number;
  readonly lacking: readonly SealedSeq[];
  readonly columns: TenantColumns;
}

type Row = ColumnRow & { readonly tenant_no: number };

async function fill(context: ReadContext, wanted: readonly Wanted[]): Promise<void> {
  const spans = wanted.map(({ tenantNo, lacking }) => {
    return { tenantNo, low: lacking[0]?.seq ?? 0, high: lacking.at(-1)?.seq ?? 0 };
  });
  const rows = new Map(wanted.map(({ tenantNo }): [number, Row[]] => [tenantNo, []]));
  for (const statement of [unitsStatement, countsStatement]) {
    const read = (chunk: readonly Span[]) => select<Row>(context, statement(context, chunk));
    for (const row of await inChunks(spans, read)) rows.get(row.tenant_no)?.push(row);
  }
  for (const { tenantNo, lacking, columns } of wanted) columns.add(lacking, rows.get(tenantNo) ?? []);
}

function unitsStatement(context: ReadContext, spans: readonly Span[]): Fragment {
  return sql`${withSpans(context, spans)} SELECT k.tenant_no, k.sku_no, k.from_seq, k.to_seq, ${UNITS}
    FROM span CROSS JOIN sku_version k ON k.tenant_no = span.tenant_no
    LEFT JOIN service_plans p ON p.service_plans_no = k.service_plans_no
    WHERE ${overlaps("k", "span")}`;
}

function countsStatement(context: ReadContext, spans: readonly Span[]): Fragment {
  return sql`${withSpans(context, spans)} SELECT c.tenant_no, c.sku_no, c.from_seq, c.to_seq, c.assignments
    FROM span CROSS JOIN license_count c ON c.tenant_no = span.tenant_no
    WHERE ${overlaps("c", "span")} AND c.assignments > 0`;
}
