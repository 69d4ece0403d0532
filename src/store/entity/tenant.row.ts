import { bigint, binary, date, guid, int, nullable, serial, type Table, text, varchar } from "./table.js";

/** A customer, its axis of sequences, and who may write it. */
export const TENANT: Table = {
  name: "tenant",
  columns: {
    tenant_no: serial,
    entra_tenant_id: guid,
    name: varchar(512),
    default_domain: nullable(varchar(512)),
    state: varchar(32),
    expected_from: nullable(date),
    expected_to: nullable(date),
    absences: nullable(text),
    complete_seq: int,
    next_seq: int,
    next_user_no: int,
    content_epoch: int,
    not_before: nullable(bigint),
    lease_owner: nullable(varchar(512)),
    lease_token: nullable(binary(16)),
    lease_until: bigint,
    fence: bigint,
    write_no: bigint,
  },
  primaryKey: ["tenant_no"],
  unique: { uq_tenant_entra_tenant_id: ["entra_tenant_id"] },
};
