import { binary, longText, serial, type Table } from "./table.js";

/** Every set of disabled plans ever met, as a small number. */
export const DISABLED_PLANS: Table = {
  name: "disabled_plans",
  columns: { plans_no: serial, plans_hash: binary(16), plans: longText },
  primaryKey: ["plans_no"],
  unique: { uq_disabled_plans_hash: ["plans_hash"] },
};
