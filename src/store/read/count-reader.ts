import { COUNTED_DIMENSIONS, type CountedDimension } from "../../model/group-key.js";
import { BLOCK } from "../blocks.js";
import { oneOf, raw, sql } from "./fragment.js";
import { pinnedByKey, type Pin } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";

/** Assignments of a SKU among the people with one value of a counted dimension; null: people without a value. */
export interface GroupCount {
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly value: string | null;
  readonly assignments: number;
}

/** Which of them are read: of these SKUs (null: of all), and so many rows. */
export interface GroupCounts {
  readonly dimension: CountedDimension;
  readonly only: readonly number[] | null;
  readonly most: number;
}

/** Reads the aggregates by a people's attribute. */
export function countReader(context: ReadContext) {
  return {
    async byDimension(pins: readonly Pin[], { dimension, only, most }: GroupCounts): Promise<GroupCount[]> {
      const source = pinnedByKey(context.dialect, pins, "group_count", "g");
      const skus = only === null ? raw("") : sql`AND ${oneOf("g.sku_no", only)}`;
      const rows = await select<{ tenant_no: number; sku_no: number; value_text: string | null; assignments: number }>(
        context,
        sql`${source.with}SELECT g.tenant_no, g.sku_no, d.value_text, g.assignments FROM ${source.from}
          LEFT JOIN dimension_value d ON d.tenant_no = g.tenant_no AND d.value_no = g.value_no
          WHERE ${source.where} AND g.block_seq = ${source.seq} - ${source.seq} % ${raw(String(BLOCK))}
          AND g.dimension = ${COUNTED_DIMENSIONS[dimension]} AND g.assignments > 0 ${skus} LIMIT ${raw(String(most))}`,
      );
      return rows.map((row) => ({
        tenantNo: row.tenant_no,
        skuNo: row.sku_no,
        value: row.value_text,
        assignments: row.assignments,
      }));
    },
  };
}

export type CountReader = ReturnType<typeof countReader>;
