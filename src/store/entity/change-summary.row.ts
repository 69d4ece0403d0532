import { int, type Table, varchar } from "./table.js";

/**
 * What a step changed, counted: true only while `previous_seq` and `content_epoch` are still those of the tenant. The row of kind
 * ANY is always there; `sku_no` 0 is whatever the SKU.
 */
export const CHANGE_SUMMARY: Table = {
  name: "change_summary",
  columns: {
    ...{ tenant_no: int, seq: int, kind: varchar(32), sku_no: int },
    ...{ previous_seq: int, content_epoch: int, people: int, seats: int },
  },
  primaryKey: ["tenant_no", "seq", "kind", "sku_no"],
};
