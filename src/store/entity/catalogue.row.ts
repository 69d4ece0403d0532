import { int, type Table } from "./table.js";

/** One row: a version that grows whenever a SKU is added or named, or a product or plan renamed, so that what is kept elsewhere is known to be old. */
export const CATALOGUE: Table = {
  name: "catalogue",
  columns: { catalogue_no: int, version: int },
  primaryKey: ["catalogue_no"],
};
