import type { Guid } from "../../model/guid.js";
import { COUNTED_DIMENSIONS, type CountedDimension } from "../../model/group-key.js";
import { binaryToGuid } from "../binary.js";
import { BLOCK, blocksOf } from "../blocks.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** One tenant from one sequence to another, both included. */
export interface Span {
  readonly tenantNo: number;
  readonly low: number;
  readonly high: number;
}

/** From when, and up to when without it. */
export interface Interval {
  readonly tenantNo: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** How many people with a value of a counted attribute held a SKU for as long as it was so many; null: without a value. */
export interface CountInterval extends Interval {
  readonly skuNo: number;
  readonly value: string | null;
  readonly assignments: number;
}

/** Somebody who managed somebody, and whom they reported to. */
export interface ManagerInterval extends Interval {
  readonly entraId: Guid;
  readonly managerId: Guid | null;
}

interface Raw {
  tenant_no: number;
  from_seq: number;
  to_seq: number;
}

/** Reads what was true at some time of the spans, as intervals; how many days lie in them does not matter. */
export function intervalReader(context: ReadContext) {
  return {
    /** The aggregate by a people's attribute. */
    async counts(spans: readonly Span[], dimension: CountedDimension): Promise<CountInterval[]> {
      const blocks = spans.flatMap(inBlocks);
      const rows = await inChunks(blocks, (chunk) =>
        select<Raw & { sku_no: number; value: string | null; assignments: number }>(
          context,
          groupCounts(context, chunk, dimension),
        ),
      );
      return rows.map((row) => ({
        ...toInterval(row),
        skuNo: row.sku_no,
        value: row.value,
        assignments: row.assignments,
      }));
    },
    async managers(spans: readonly Span[]): Promise<ManagerInterval[]> {
      if (spans.length === 0) return [];
      const statement = sql`${withSpans(context, spans)}
        SELECT p.tenant_no, p.entra_id, m.manager_id, m.from_seq, m.to_seq
        FROM (SELECT DISTINCT v.tenant_no, v.manager_id, span.low_seq, span.high_seq
          FROM span CROSS JOIN user_version v ON v.tenant_no = span.tenant_no
          WHERE ${overlaps("v", "span")} AND v.manager_id IS NOT NULL) boss
        JOIN person p ON p.tenant_no = boss.tenant_no AND p.entra_id = boss.manager_id
        JOIN user_version m ON m.tenant_no = p.tenant_no AND m.user_no = p.user_no AND ${overlaps("m", "boss")}`;
      const rows = await select<Raw & { entra_id: Buffer; manager_id: Buffer | null }>(context, statement);
      return rows.map((row) => ({
        ...toInterval(row),
        entraId: binaryToGuid(row.entra_id),
        managerId: row.manager_id === null ? null : binaryToGuid(row.manager_id),
      }));
    },
    /** The highest number of a person of each tenant. */
    lastUserNos: (tenantNos: readonly number[]): Promise<{ tenantNo: number; last: number }[]> =>
      inChunks(tenantNos, async (chunk) => {
        const list = raw(chunk.map((no) => Math.trunc(no)).join(","));
        const rows = await select<{ tenant_no: number; last: number }>(
          context,
          sql`SELECT tenant_no, MAX(user_no) AS last FROM person WHERE tenant_no IN (${list}) GROUP BY tenant_no`,
        );
        return rows.map((row) => ({ tenantNo: row.tenant_no, last: Number(row.last) }));
      }),
  };
}

export type IntervalReader = ReturnType<typeof intervalReader>;

/** The parts of a span by block. */
function inBlocks({ tenantNo, low, high }: Span): Span[] {
  return blocksOf(low, high).map((block) => {
    return { tenantNo, low: Math.max(low, block), high: Math.min(high, block + BLOCK - 1) };
  });
}

/** Each span lies in one block. */
function groupCounts(context: ReadContext, spans: readonly Span[], dimension: CountedDimension): Fragment {
  return sql`${withSpans(context, spans)}
    SELECT g.tenant_no, g.sku_no, d.value_text AS value, g.from_seq, g.to_seq, g.assignments
    FROM span CROSS JOIN group_count g ${raw(context.dialect.byPrimaryKey)} ON g.tenant_no = span.tenant_no
      AND g.block_seq = span.low_seq - span.low_seq % ${raw(String(BLOCK))}
    LEFT JOIN dimension_value d ON d.tenant_no = g.tenant_no AND d.value_no = g.value_no
    WHERE ${overlaps("g", "span")} AND g.dimension = ${COUNTED_DIMENSIONS[dimension]} AND g.assignments > 0`;
}

/** A leading WITH of the spans. */
export function withSpans(context: ReadContext, spans: readonly Span[]): Fragment {
  return {
    text: context.dialect.valuesTable("span", ["tenant_no", "low_seq", "high_seq"], spans.length),
    parameters: spans.flatMap(({ tenantNo, low, high }) => [tenantNo, low, high]),
  };
}

/** Some sequence of the span lies in the interval of `alias`. The plus: see `aliveAt`. */
export function overlaps(alias: string, span: string): Fragment {
  return raw(`+${alias}.from_seq <= ${span}.high_seq AND ${span}.low_seq < +${alias}.to_seq`);
}

/** The ends of a row. */
export function toInterval(row: Raw): Interval {
  return { tenantNo: row.tenant_no, fromSeq: row.from_seq, toSeq: row.to_seq };
}
