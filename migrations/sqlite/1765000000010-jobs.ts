import type { MigrationInterface, QueryRunner } from "typeorm";

/** The jobs, where there is no MongoDB. */
export class Jobs1765000000010 implements MigrationInterface {
  name = "Jobs1765000000010";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE job (
      name TEXT NOT NULL,
      job_key TEXT NOT NULL,
      data TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      every_ms INTEGER NULL,
      again_at INTEGER NULL,
      claim BLOB NULL,
      owner TEXT NULL,
      started_at INTEGER NULL,
      PRIMARY KEY (name, job_key)
    ) WITHOUT ROWID`);
    await runner.query("CREATE INDEX ix_job_due ON job (name, due_at)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE job");
  }
}
