import type { MigrationInterface, QueryRunner } from "typeorm";

const STATEMENTS = [
  `CREATE TABLE partner_pause (
      identity TEXT NOT NULL,
      code TEXT NOT NULL,
      detail TEXT NOT NULL,
      since INTEGER NOT NULL,
      probes INTEGER NOT NULL,
      next_probe_at INTEGER NOT NULL,
      PRIMARY KEY (identity)
    ) WITHOUT ROWID`,
  `CREATE TABLE customer_list (
      identity TEXT NOT NULL,
      synced_on TEXT NOT NULL,
      held_since INTEGER NULL,
      active INTEGER NOT NULL,
      missing TEXT NOT NULL,
      PRIMARY KEY (identity)
    ) WITHOUT ROWID`,
  `CREATE TABLE operator_action (
      tenant_no INTEGER NOT NULL,
      action_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      day TEXT NULL,
      detail TEXT NULL,
      PRIMARY KEY (tenant_no, action_id)
    ) WITHOUT ROWID`,
  `CREATE INDEX ix_operator_action_at ON operator_action (at)`,
  `CREATE TABLE prune_state (
      tenant_no INTEGER NOT NULL,
      purged_before INTEGER NOT NULL,
      PRIMARY KEY (tenant_no)
    ) WITHOUT ROWID`,
];

const TABLES = ["prune_state", "operator_action", "customer_list", "partner_pause"];

/** What the nightly jobs keep: the partner's pause, the customer list, operators' decisions and how far retention is. */
export class NightlyJobs1765000000020 implements MigrationInterface {
  name = "NightlyJobs1765000000020";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}
