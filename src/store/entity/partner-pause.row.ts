import { bigint, int, type Table, text, varchar } from "./table.js";

/** While there is a row, nobody asks Microsoft in the name of this partner and application, but for a probe now and then. */
export const PARTNER_PAUSE: Table = {
  name: "partner_pause",
  columns: {
    identity: varchar(128),
    code: varchar(32),
    detail: text,
    since: bigint,
    probes: int,
    next_probe_at: bigint,
  },
  primaryKey: ["identity"],
};
