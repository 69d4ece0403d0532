import type { MigrationInterface, QueryRunner } from "typeorm";

/** The ledger of what is read in customers' tenants. */
export class AccessLedger1765000000050 implements MigrationInterface {
  name = "AccessLedger1765000000050";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE access (
      tenant_no INTEGER NOT NULL,
      client_request_id BLOB NOT NULL,
      day TEXT NOT NULL,
      run_seq INTEGER NULL,
      kind TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      resource TEXT NOT NULL,
      fields TEXT NOT NULL,
      application_id TEXT NOT NULL,
      username TEXT NULL,
      object_id TEXT NULL,
      unique_token_identifier TEXT NULL,
      state TEXT NOT NULL,
      failure_code TEXT NULL,
      failure_detail TEXT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER NULL,
      requests INTEGER NOT NULL,
      pages INTEGER NOT NULL,
      items INTEGER NOT NULL,
      PRIMARY KEY (tenant_no, client_request_id)
    ) WITHOUT ROWID`);
    await runner.query("CREATE INDEX ix_access_day ON access (tenant_no, day)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE access");
  }
}
