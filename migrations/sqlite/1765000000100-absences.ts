import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a customer who came back was away. */
export class Absences1765000000100 implements MigrationInterface {
  name = "Absences1765000000100";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE tenant ADD COLUMN absences TEXT NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE tenant DROP COLUMN absences");
  }
}
