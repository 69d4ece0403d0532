import { bigint, int, type Table } from "./table.js";

/** Up to which instant of retirement a tenant's rows have been deleted. */
export const PRUNE_STATE: Table = {
  name: "prune_state",
  columns: { tenant_no: int, purged_before: bigint },
  primaryKey: ["tenant_no"],
};
