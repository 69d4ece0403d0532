import type { MigrationInterface, QueryRunner } from "typeorm";

function statements(collation: string): string[] {
  const options = `ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`;
  return [
    `CREATE TABLE partner_pause (
      identity VARCHAR(128) NOT NULL,
      code VARCHAR(32) NOT NULL,
      detail TEXT NOT NULL,
      since BIGINT NOT NULL,
      probes INT NOT NULL,
      next_probe_at BIGINT NOT NULL,
      PRIMARY KEY (identity)
    ) ${options}`,
    `CREATE TABLE customer_list (
      identity VARCHAR(128) NOT NULL,
      synced_on DATE NOT NULL,
      held_since BIGINT NULL,
      active INT NOT NULL,
      missing MEDIUMTEXT NOT NULL,
      PRIMARY KEY (identity)
    ) ${options}`,
    `CREATE TABLE operator_action (
      tenant_no INT NOT NULL,
      action_id CHAR(36) NOT NULL,
      at BIGINT NOT NULL,
      actor VARCHAR(512) NOT NULL,
      action VARCHAR(64) NOT NULL,
      day DATE NULL,
      detail TEXT NULL,
      PRIMARY KEY (tenant_no, action_id),
      KEY ix_operator_action_at (at)
    ) ${options}`,
    `CREATE TABLE prune_state (
      tenant_no INT NOT NULL,
      purged_before BIGINT NOT NULL,
      PRIMARY KEY (tenant_no)
    ) ${options}`,
  ];
}

const TABLES = ["prune_state", "operator_action", "customer_list", "partner_pause"];

/** What the nightly jobs keep: the partner's pause, the customer list, operators' decisions and how far retention is. */
export class NightlyJobs1765000000020 implements MigrationInterface {
  name = "NightlyJobs1765000000020";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    for (const statement of statements(collation)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}
