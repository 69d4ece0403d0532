import { bigint, binary, int, nullable, type Table, varchar } from "./table.js";

/** One event on its way to one webhook. `endpoint` is a hash: the URL may hold a secret, and stays in the settings. */
export const WEBHOOK_DELIVERY: Table = {
  name: "webhook_delivery",
  columns: {
    event_id: varchar(128),
    endpoint: binary(16),
    origin: varchar(255),
    state: varchar(16),
    attempts: int,
    occurred_at: bigint,
    first_at: nullable(bigint),
    last_at: nullable(bigint),
    next_at: bigint,
    status: nullable(int),
    failure: nullable(varchar(32)),
  },
  primaryKey: ["event_id", "endpoint"],
  indexes: {
    ix_webhook_delivery_due: ["state", "next_at"],
    ix_webhook_delivery_occurred: ["occurred_at"],
  },
};
