import { bigint, date, int, longText, nullable, type Table, varchar } from "./table.js";

/** When the customer list was last taken over, and what of it waits for an operator because too many would be gone. */
export const CUSTOMER_LIST: Table = {
  name: "customer_list",
  columns: {
    identity: varchar(128),
    synced_on: date,
    held_since: nullable(bigint),
    active: int,
    missing: longText,
  },
  primaryKey: ["identity"],
};
