import { binary, int, type Table, text } from "./table.js";

/** The group values of a tenant as small numbers. */
export const DIMENSION_VALUE: Table = {
  name: "dimension_value",
  columns: { tenant_no: int, value_no: int, value_hash: binary(16), value_text: text },
  primaryKey: ["tenant_no", "value_no"],
  unique: { uq_dimension_value_hash: ["tenant_no", "value_hash"] },
};
