import type { MigrationInterface, QueryRunner } from "typeorm";

/** What service plans are called. */
export class ServicePlanNames1765000000070 implements MigrationInterface {
  name = "ServicePlanNames1765000000070";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE service_plan_name (
      service_plan_id TEXT NOT NULL,
      display_name TEXT NOT NULL,
      PRIMARY KEY (service_plan_id)
    ) WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE service_plan_name");
  }
}
