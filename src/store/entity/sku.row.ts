import { guid, nullable, serial, type Table, varchar } from "./table.js";

/** Every SKU ever met, as a small number; shared by all tenants. */
export const SKU: Table = {
  name: "sku",
  columns: { sku_no: serial, sku_id: guid, part_number: nullable(varchar(512)) },
  primaryKey: ["sku_no"],
  unique: { uq_sku_sku_id: ["sku_id"] },
};
