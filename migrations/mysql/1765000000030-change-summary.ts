import type { MigrationInterface, QueryRunner } from "typeorm";

export class ChangeSummary1765000000030 implements MigrationInterface {
  name = "ChangeSummary1765000000030";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    await runner.query(`CREATE TABLE change_summary (
      tenant_no INT NOT NULL,
      seq INT NOT NULL,
      kind VARCHAR(32) NOT NULL,
      sku_no INT NOT NULL,
      previous_seq INT NOT NULL,
      content_epoch INT NOT NULL,
      people INT NOT NULL,
      seats INT NOT NULL,
      PRIMARY KEY (tenant_no, seq, kind, sku_no)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE change_summary");
  }
}
