import type { MigrationInterface, QueryRunner } from "typeorm";

/** Alerts, the events told to others, and their way to each webhook. */
const STATEMENTS = [
  `CREATE TABLE alert (
      alert_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      tenant_id TEXT NULL,
      day TEXT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      remedy TEXT NOT NULL,
      raised_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      cleared_at INTEGER NULL,
      open_key TEXT NULL,
      PRIMARY KEY (alert_id)
    ) WITHOUT ROWID`,
  `CREATE UNIQUE INDEX uq_alert_open ON alert (open_key)`,
  `CREATE INDEX ix_alert_raised ON alert (raised_at)`,
  `CREATE TABLE event (
      event_id TEXT NOT NULL,
      type TEXT NOT NULL,
      occurred_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (event_id)
    ) WITHOUT ROWID`,
  `CREATE INDEX ix_event_occurred ON event (occurred_at)`,
  `CREATE TABLE webhook_delivery (
      event_id TEXT NOT NULL,
      endpoint BLOB NOT NULL,
      origin TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      occurred_at INTEGER NOT NULL,
      first_at INTEGER NULL,
      last_at INTEGER NULL,
      next_at INTEGER NOT NULL,
      status INTEGER NULL,
      failure TEXT NULL,
      PRIMARY KEY (event_id, endpoint)
    ) WITHOUT ROWID`,
  `CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (state, next_at)`,
  `CREATE INDEX ix_webhook_delivery_occurred ON webhook_delivery (occurred_at)`,
];

export class AlertsAndWebhooks1765000000040 implements MigrationInterface {
  name = "AlertsAndWebhooks1765000000040";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["webhook_delivery", "event", "alert"]) await runner.query(`DROP TABLE ${table}`);
  }
}
