import type { SkuEnds } from "../../model/diff.js";
import type { PrepaidUnits } from "../../model/subscribed-sku.js";
import { anyOf, join, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { inStep, stepTable, withinSteps, type Step } from "./step.js";

/** A SKU whose units differ at the ends of a step; `step` is its place in the list. */
export interface TouchedSku extends SkuEnds {
  readonly step: number;
  readonly skuNo: number;
}

const COUNTERS = ["enabled", "warning", "suspended", "locked_out"] as const;
type Counter = (typeof COUNTERS)[number];
type Raw = { step_no: number; sku_no: number } & Record<`b_${Counter}` | `a_${Counter}`, number | null>;

/** Reads the subscribed SKUs whose units differ at the ends of the steps, in no order. `only`: these SKUs alone. */
export async function readSkuEnds(
  context: ReadContext,
  steps: readonly Step[],
  only: readonly number[] | null,
): Promise<TouchedSku[]> {
  if (steps.length === 0) return [];
  const columns = COUNTERS.flatMap((counter) => [`b.${counter} AS b_${counter}`, `a.${counter} AS a_${counter}`]);
  const rows = await select<Raw>(
    context,
    sql`${stepTable(context.dialect, steps)}SELECT DISTINCT step.step_no, touched.sku_no, ${raw(columns.join(", "))}
      FROM (${join(sources(steps, only), " UNION ")}) touched JOIN step ON ${inStep("touched")}
      LEFT JOIN ${end("b", "step.before_seq")} LEFT JOIN ${end("a", "step.after_seq")} WHERE ${DIFFERS}`,
  );
  const skus = await context.catalogue.skusByNo(
    context.session,
    rows.map((row) => row.sku_no),
  );
  return rows.flatMap((row) => {
    const sku = skus.get(row.sku_no);
    if (sku === undefined) return [];
    const ends = { before: unitsOf(row, "b"), after: unitsOf(row, "a") };
    return [{ step: Number(row.step_no), skuNo: sku.skuNo, skuId: sku.skuId, ...ends }];
  });
}

const DIFFERS = anyOf([
  raw("(b.sku_no IS NULL) <> (a.sku_no IS NULL)"),
  ...COUNTERS.map((counter) => raw(`b.${counter} <> a.${counter}`)),
]);

function sources(steps: readonly Step[], only: readonly number[] | null): Fragment[] {
  return (["from_seq", "to_seq"] as const).map((column) => {
    const where = [withinSteps("v", column, steps), ...(only === null ? [] : [oneOf("v.sku_no", only)])];
    return sql`SELECT v.tenant_no, v.sku_no, ${raw(`v.${column}`)} AS seq FROM sku_version v
      WHERE ${join(where, " AND ")}`;
  });
}

function end(alias: string, seq: string): Fragment {
  const on = raw(`${alias}.tenant_no = step.tenant_no AND ${alias}.sku_no = touched.sku_no`);
  return sql`sku_version ${raw(alias)} ON ${on} AND ${aliveAt(alias, raw(seq))}`;
}

function unitsOf(row: Raw, side: "a" | "b"): PrepaidUnits | null {
  const enabled = row[`${side}_enabled`];
  if (enabled === null) return null;
  return {
    enabled,
    warning: row[`${side}_warning`] ?? 0,
    suspended: row[`${side}_suspended`] ?? 0,
    lockedOut: row[`${side}_locked_out`] ?? 0,
  };
}
