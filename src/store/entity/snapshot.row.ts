import { bigint, longText, binary, date, int, nullable, type Table } from "./table.js";

/** A sealed day; it answers with its highest revision. */
export const SNAPSHOT: Table = {
  name: "snapshot",
  columns: {
    tenant_no: int,
    day: date,
    revision: int,
    seq: int,
    fence: bigint,
    sealed_at: bigint,
    user_count: int,
    sku_count: int,
    assignment_count: int,
    content_hash: binary(32),
    checks: longText,
    retired_at: nullable(bigint),
  },
  primaryKey: ["tenant_no", "day", "revision"],
  unique: { uq_snapshot_seq: ["tenant_no", "seq"] },
  indexes: { ix_snapshot_day: ["day"] },
};
