import { COUNTED_DIMENSIONS, type CountedDimension } from "../../model/group-key.js";
import type { Guid } from "../../model/guid.js";
import type { SubscribedSku } from "../../model/subscribed-sku.js";
import { blockOf } from "../blocks.js";
import type { Dictionary } from "./dictionary.js";
import { MISSING_VALUE_NO, numberValues } from "./dimension-values.js";
import type { FencedWriter } from "./fenced-writer.js";
import { GROUP_COUNT, type IntervalRow, LICENSE_COUNT, SKU_VERSION, writeIntervals } from "./interval-writer.js";

/** How many assignments each SKU has within one value of a dimension; value null: people without one. */
export interface GroupCounts {
  readonly dimension: CountedDimension;
  readonly value: string | null;
  readonly assignments: ReadonlyMap<Guid, number>;
}

/** What is kept of a tenant as a whole. */
export interface Totals {
  readonly skus: readonly SubscribedSku[];
  /** Assignments of each SKU. */
  readonly perSku: ReadonlyMap<Guid, number>;
  readonly groups: readonly GroupCounts[];
}

/** Writes the SKUs, and the assignments per SKU and per counted dimension, value and SKU; only what differs from before, or is in a new block. */
export async function writeTotals(
  writer: FencedWriter,
  dictionary: Dictionary,
  { skus, perSku, groups }: Totals,
): Promise<void> {
  const counted = await dictionary.skus(perSku.keys());
  await writeIntervals(writer, [
    { shape: SKU_VERSION, incoming: await skuRows(dictionary, skus) },
    { shape: LICENSE_COUNT, incoming: [...perSku].map(([sku, many]): IntervalRow => [counted.get(sku) ?? 0, many]) },
    { shape: GROUP_COUNT, incoming: await groupRows(writer, counted, groups) },
  ]);
}

async function skuRows(dictionary: Dictionary, skus: readonly SubscribedSku[]): Promise<IntervalRow[]> {
  const skuNo = await dictionary.skus(skus.map((sku) => sku.skuId));
  const plansNo = await dictionary.servicePlans(skus.map((sku) => sku.servicePlans));
  await dictionary.nameSkus(skus);
  return skus.map((sku): IntervalRow => {
    const { enabled, warning, suspended, lockedOut } = sku.prepaidUnits;
    const units = [enabled, warning, suspended, lockedOut, sku.consumedUnits];
    return [skuNo.get(sku.skuId) ?? 0, sku.skuPartNumber, ...units, plansNo(sku.servicePlans)];
  });
}

async function groupRows(
  writer: FencedWriter,
  skuNo: ReadonlyMap<Guid, number>,
  groups: readonly GroupCounts[],
): Promise<IntervalRow[]> {
  const texts = new Set(groups.flatMap((group) => (group.value === null ? [] : [group.value])));
  const valueNo = await numberValues(writer, texts);
  return groups.flatMap((group) => {
    const value = group.value === null ? MISSING_VALUE_NO : (valueNo.get(group.value) ?? MISSING_VALUE_NO);
    return [...group.assignments].map(([sku, assignments]): IntervalRow => [
      COUNTED_DIMENSIONS[group.dimension],
      value,
      skuNo.get(sku) ?? 0,
      blockOf(writer.lease.seq),
      assignments,
    ]);
  });
}
