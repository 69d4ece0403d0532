import type { MigrationInterface, QueryRunner } from "typeorm";

/** Alerts, the events told to others, and their way to each webhook. */
function statements(collation: string): string[] {
  return [
    `CREATE TABLE alert (
      alert_id CHAR(36) NOT NULL,
      kind VARCHAR(64) NOT NULL,
      tenant_id CHAR(36) NULL,
      day DATE NULL,
      code VARCHAR(64) NOT NULL,
      message TEXT NOT NULL,
      remedy TEXT NOT NULL,
      raised_at BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      cleared_at BIGINT NULL,
      open_key VARCHAR(128) NULL,
      PRIMARY KEY (alert_id),
      UNIQUE KEY uq_alert_open (open_key),
      KEY ix_alert_raised (raised_at)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE event (
      event_id VARCHAR(128) NOT NULL,
      type VARCHAR(32) NOT NULL,
      occurred_at BIGINT NOT NULL,
      body MEDIUMTEXT NOT NULL,
      PRIMARY KEY (event_id),
      KEY ix_event_occurred (occurred_at)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE webhook_delivery (
      event_id VARCHAR(128) NOT NULL,
      endpoint BINARY(16) NOT NULL,
      origin VARCHAR(255) NOT NULL,
      state VARCHAR(16) NOT NULL,
      attempts INT NOT NULL,
      occurred_at BIGINT NOT NULL,
      first_at BIGINT NULL,
      last_at BIGINT NULL,
      next_at BIGINT NOT NULL,
      status INT NULL,
      failure VARCHAR(32) NULL,
      PRIMARY KEY (event_id, endpoint),
      KEY ix_webhook_delivery_due (state, next_at),
      KEY ix_webhook_delivery_occurred (occurred_at)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  ];
}

export class AlertsAndWebhooks1765000000040 implements MigrationInterface {
  name = "AlertsAndWebhooks1765000000040";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    for (const statement of statements(collation)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["webhook_delivery", "event", "alert"]) await runner.query(`DROP TABLE ${table}`);
  }
}
