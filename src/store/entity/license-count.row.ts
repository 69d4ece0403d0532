import { int, interval, intervalIndexes, type Table } from "./table.js";

/** Assignments per SKU, a row only where the count changed. */
export const LICENSE_COUNT: Table = {
  name: "license_count",
  columns: { tenant_no: int, sku_no: int, ...interval, assignments: int },
  primaryKey: ["tenant_no", "sku_no", "from_seq"],
  indexes: intervalIndexes("license_count"),
};
