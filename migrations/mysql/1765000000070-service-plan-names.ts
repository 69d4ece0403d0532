import type { MigrationInterface, QueryRunner } from "typeorm";

/** What service plans are called. */
export class ServicePlanNames1765000000070 implements MigrationInterface {
  name = "ServicePlanNames1765000000070";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    await runner.query(`CREATE TABLE service_plan_name (
      service_plan_id CHAR(36) NOT NULL,
      display_name VARCHAR(512) NOT NULL,
      PRIMARY KEY (service_plan_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE service_plan_name");
  }
}
