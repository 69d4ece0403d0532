import { bigint, longText, binary, date, int, type Table } from "./table.js";

/** A complete day that nobody sees until an operator accepts it. */
export const HELD_DAY: Table = {
  name: "held_day",
  columns: {
    tenant_no: int,
    day: date,
    seq: int,
    fence: bigint,
    completed_at: bigint,
    user_count: int,
    sku_count: int,
    assignment_count: int,
    content_hash: binary(32),
    checks: longText,
  },
  primaryKey: ["tenant_no", "day"],
};
