import { bigint, date, guid, nullable, type Table, text, varchar } from "./table.js";

/** What an operator must know. `open_key` is null once the alert is cleared, so that the unique index holds the open ones alone. */
export const ALERT: Table = {
  name: "alert",
  columns: {
    alert_id: guid,
    kind: varchar(64),
    tenant_id: nullable(guid),
    day: nullable(date),
    code: varchar(64),
    message: text,
    remedy: text,
    raised_at: bigint,
    last_seen_at: bigint,
    cleared_at: nullable(bigint),
    open_key: nullable(varchar(128)),
  },
  primaryKey: ["alert_id"],
  unique: { uq_alert_open: ["open_key"] },
  indexes: { ix_alert_raised: ["raised_at"] },
};
