import type { MigrationInterface, QueryRunner } from "typeorm";

/** What products are called, and the version of it. */
export class ProductNames1765000000060 implements MigrationInterface {
  name = "ProductNames1765000000060";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    const options = `ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`;
    await runner.query(`CREATE TABLE product_name (
      sku_id CHAR(36) NOT NULL,
      product_name VARCHAR(512) NOT NULL,
      PRIMARY KEY (sku_id)
    ) ${options}`);
    await runner.query(`CREATE TABLE catalogue (
      catalogue_no INT NOT NULL,
      version INT NOT NULL,
      PRIMARY KEY (catalogue_no)
    ) ${options}`);
    await runner.query("INSERT INTO catalogue (catalogue_no, version) VALUES (1, 0)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE catalogue");
    await runner.query("DROP TABLE product_name");
  }
}
