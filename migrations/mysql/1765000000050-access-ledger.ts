import type { MigrationInterface, QueryRunner } from "typeorm";

/** The ledger of what is read in customers' tenants. */
export class AccessLedger1765000000050 implements MigrationInterface {
  name = "AccessLedger1765000000050";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    await runner.query(`CREATE TABLE access (
      tenant_no INT NOT NULL,
      client_request_id BINARY(16) NOT NULL,
      day DATE NOT NULL,
      run_seq INT NULL,
      kind VARCHAR(16) NOT NULL,
      endpoint VARCHAR(64) NOT NULL,
      resource VARCHAR(255) NOT NULL,
      fields TEXT NOT NULL,
      application_id CHAR(36) NOT NULL,
      username VARCHAR(512) NULL,
      object_id VARCHAR(64) NULL,
      unique_token_identifier VARCHAR(255) NULL,
      state VARCHAR(16) NOT NULL,
      failure_code VARCHAR(32) NULL,
      failure_detail TEXT NULL,
      started_at BIGINT NOT NULL,
      finished_at BIGINT NULL,
      requests INT NOT NULL,
      pages INT NOT NULL,
      items INT NOT NULL,
      PRIMARY KEY (tenant_no, client_request_id),
      KEY ix_access_day (tenant_no, day)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE access");
  }
}
