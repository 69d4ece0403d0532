import { int, interval, intervalIndexes, type Table } from "./table.js";

/** Assignments per dimension, value and SKU, a row only where the count changed or a block (`blocks.ts`) begins. */
export const GROUP_COUNT: Table = {
  name: "group_count",
  columns: {
    tenant_no: int,
    dimension: int,
    block_seq: int,
    value_no: int,
    sku_no: int,
    ...interval,
    assignments: int,
  },
  primaryKey: ["tenant_no", "dimension", "block_seq", "value_no", "sku_no", "from_seq"],
  indexes: intervalIndexes("group_count"),
};
