import type { MigrationInterface, QueryRunner } from "typeorm";

export class ChangeSummary1765000000030 implements MigrationInterface {
  name = "ChangeSummary1765000000030";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE change_summary (
      tenant_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      kind TEXT NOT NULL,
      sku_no INTEGER NOT NULL,
      previous_seq INTEGER NOT NULL,
      content_epoch INTEGER NOT NULL,
      people INTEGER NOT NULL,
      seats INTEGER NOT NULL,
      PRIMARY KEY (tenant_no, seq, kind, sku_no)
    ) WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE change_summary");
  }
}
