import { bigint, date, guid, int, nullable, type Table, text, varchar } from "./table.js";

/** What an operator decided: who, when, what. `tenant_no` 0: a decision about no single tenant. */
export const OPERATOR_ACTION: Table = {
  name: "operator_action",
  columns: {
    tenant_no: int,
    action_id: guid,
    at: bigint,
    actor: varchar(512),
    action: varchar(64),
    day: nullable(date),
    detail: nullable(text),
  },
  primaryKey: ["tenant_no", "action_id"],
  indexes: { ix_operator_action_at: ["at"] },
};
