import { binary, int, nullable, type Table } from "./table.js";

/** The head: who a tenant has or had, and the hash of their last state. */
export const PERSON: Table = {
  name: "person",
  columns: {
    tenant_no: int,
    user_no: int,
    entra_id: binary(16),
    first_seq: nullable(int),
    state_hash: nullable(binary(16)),
    hash_seq: int,
  },
  primaryKey: ["tenant_no", "user_no"],
  unique: { uq_person_entra_id: ["tenant_no", "entra_id"] },
};
