import { bigint, binary, date, guid, int, nullable, type Table, text, varchar } from "./table.js";

/** The access ledger: what was read in a tenant, one row for a token redemption and one for a listing. */
export const ACCESS: Table = {
  name: "access",
  columns: {
    tenant_no: int,
    client_request_id: binary(16),
    day: date,
    run_seq: nullable(int),
    kind: varchar(16),
    endpoint: varchar(64),
    resource: varchar(255),
    fields: text,
    application_id: guid,
    username: nullable(varchar(512)),
    object_id: nullable(varchar(64)),
    unique_token_identifier: nullable(varchar(255)),
    state: varchar(16),
    failure_code: nullable(varchar(32)),
    failure_detail: nullable(text),
    started_at: bigint,
    finished_at: nullable(bigint),
    requests: int,
    pages: int,
    items: int,
  },
  primaryKey: ["tenant_no", "client_request_id"],
  indexes: { ix_access_day: ["tenant_no", "day"] },
};
