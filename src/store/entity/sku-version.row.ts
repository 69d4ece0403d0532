import { int, interval, intervalIndexes, nullable, type Table, varchar } from "./table.js";

/** What a tenant owned of a SKU for as long as the figures stayed the same. */
export const SKU_VERSION: Table = {
  name: "sku_version",
  columns: {
    tenant_no: int,
    sku_no: int,
    ...interval,
    part_number: nullable(varchar(512)),
    enabled: int,
    warning: int,
    suspended: int,
    locked_out: int,
    consumed: int,
    service_plans_no: int,
  },
  primaryKey: ["tenant_no", "sku_no", "from_seq"],
  indexes: intervalIndexes("sku_version"),
};
