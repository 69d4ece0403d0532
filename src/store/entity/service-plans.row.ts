import { binary, int, longText, serial, type Table } from "./table.js";

/** Every list of a SKU's service plans ever met, as a small number. */
export const SERVICE_PLANS: Table = {
  name: "service_plans",
  columns: { service_plans_no: serial, plans_hash: binary(16), assignable: int, plans: longText },
  primaryKey: ["service_plans_no"],
  unique: { uq_service_plans_hash: ["plans_hash"] },
};
