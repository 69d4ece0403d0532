import { bigint, date, int, nullable, type Table, text, varchar } from "./table.js";

/** One attempt at one day. */
export const IMPORT_RUN: Table = {
  name: "import_run",
  columns: {
    tenant_no: int,
    seq: int,
    day: date,
    fence: bigint,
    state: varchar(32),
    failure_code: nullable(varchar(32)),
    failure_detail: nullable(text),
    reason: nullable(text),
    started_at: bigint,
    finished_at: nullable(bigint),
    pages: int,
    users: int,
    retries: int,
  },
  primaryKey: ["tenant_no", "seq"],
  indexes: { ix_import_run_day: ["tenant_no", "day"] },
};
