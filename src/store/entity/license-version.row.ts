import { int, interval, intervalIndexes, type Table } from "./table.js";

/** A license of a person for as long as it was held with the same plans switched off. */
export const LICENSE_VERSION: Table = {
  name: "license_version",
  columns: { tenant_no: int, user_no: int, sku_no: int, ...interval, plans_no: int },
  primaryKey: ["tenant_no", "user_no", "sku_no", "from_seq"],
  indexes: {
    ...intervalIndexes("license_version"),
    ix_license_version_sku: ["tenant_no", "sku_no", "from_seq", "to_seq"],
  },
};
