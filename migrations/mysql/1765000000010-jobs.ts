import type { MigrationInterface, QueryRunner } from "typeorm";

/** The jobs, where there is no MongoDB. */
export class Jobs1765000000010 implements MigrationInterface {
  name = "Jobs1765000000010";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    await runner.query(`CREATE TABLE job (
      name VARCHAR(64) NOT NULL,
      job_key VARCHAR(255) NOT NULL,
      data TEXT NOT NULL,
      due_at BIGINT NOT NULL,
      every_ms BIGINT NULL,
      again_at BIGINT NULL,
      claim BINARY(16) NULL,
      owner VARCHAR(512) NULL,
      started_at BIGINT NULL,
      PRIMARY KEY (name, job_key),
      KEY ix_job_due (name, due_at)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE job");
  }
}
