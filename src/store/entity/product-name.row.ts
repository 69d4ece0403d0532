import { guid, type Table, varchar } from "./table.js";

/** What SKUs are called, from Microsoft's published list; shared by all tenants. */
export const PRODUCT_NAME: Table = {
  name: "product_name",
  columns: { sku_id: guid, product_name: varchar(512) },
  primaryKey: ["sku_id"],
};
