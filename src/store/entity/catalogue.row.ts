import { int, type Table } from "./table.js";

/** One row: a version that grows whenever products get other names, so that answers kept elsewhere are known to be old. */
export const CATALOGUE: Table = {
  name: "catalogue",
  columns: { catalogue_no: int, version: int },
  primaryKey: ["catalogue_no"],
};
