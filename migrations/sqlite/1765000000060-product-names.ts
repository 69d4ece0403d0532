import type { MigrationInterface, QueryRunner } from "typeorm";

/** What products are called, and the version of it. */
export class ProductNames1765000000060 implements MigrationInterface {
  name = "ProductNames1765000000060";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE product_name (
      sku_id TEXT NOT NULL,
      product_name TEXT NOT NULL,
      PRIMARY KEY (sku_id)
    ) WITHOUT ROWID`);
    await runner.query(`CREATE TABLE catalogue (
      catalogue_no INTEGER NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (catalogue_no)
    ) WITHOUT ROWID`);
    await runner.query("INSERT INTO catalogue (catalogue_no, version) VALUES (1, 0)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE catalogue");
    await runner.query("DROP TABLE product_name");
  }
}
