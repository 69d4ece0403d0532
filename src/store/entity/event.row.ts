import { bigint, longText, type Table, varchar } from "./table.js";

/** What was told to others; `body` is the JSON as it is sent and signed. */
export const EVENT: Table = {
  name: "event",
  columns: { event_id: varchar(128), type: varchar(32), occurred_at: bigint, body: longText },
  primaryKey: ["event_id"],
  indexes: { ix_event_occurred: ["occurred_at"] },
};
