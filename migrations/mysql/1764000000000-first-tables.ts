import type { MigrationInterface, QueryRunner } from "typeorm";

/** The tables of the first release. Every text compares by code point, trailing spaces included. */
function statements(collation: string): string[] {
  return [
    `CREATE TABLE tenant (
      tenant_no INT NOT NULL AUTO_INCREMENT,
      entra_tenant_id CHAR(36) NOT NULL,
      name VARCHAR(512) NOT NULL,
      default_domain VARCHAR(512) NULL,
      state VARCHAR(32) NOT NULL,
      expected_from DATE NULL,
      expected_to DATE NULL,
      complete_seq INT NOT NULL,
      next_seq INT NOT NULL,
      next_user_no INT NOT NULL,
      content_epoch INT NOT NULL,
      not_before BIGINT NULL,
      lease_owner VARCHAR(512) NULL,
      lease_token BINARY(16) NULL,
      lease_until BIGINT NOT NULL,
      fence BIGINT NOT NULL,
      write_no BIGINT NOT NULL,
      PRIMARY KEY (tenant_no),
      UNIQUE KEY uq_tenant_entra_tenant_id (entra_tenant_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE snapshot (
      tenant_no INT NOT NULL,
      day DATE NOT NULL,
      revision INT NOT NULL,
      seq INT NOT NULL,
      fence BIGINT NOT NULL,
      sealed_at BIGINT NOT NULL,
      user_count INT NOT NULL,
      sku_count INT NOT NULL,
      assignment_count INT NOT NULL,
      content_hash BINARY(32) NOT NULL,
      checks MEDIUMTEXT NOT NULL,
      retired_at BIGINT NULL,
      PRIMARY KEY (tenant_no, day, revision),
      UNIQUE KEY uq_snapshot_seq (tenant_no, seq),
      KEY ix_snapshot_day (day)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE held_day (
      tenant_no INT NOT NULL,
      day DATE NOT NULL,
      seq INT NOT NULL,
      fence BIGINT NOT NULL,
      completed_at BIGINT NOT NULL,
      user_count INT NOT NULL,
      sku_count INT NOT NULL,
      assignment_count INT NOT NULL,
      content_hash BINARY(32) NOT NULL,
      checks MEDIUMTEXT NOT NULL,
      PRIMARY KEY (tenant_no, day)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE import_run (
      tenant_no INT NOT NULL,
      seq INT NOT NULL,
      day DATE NOT NULL,
      fence BIGINT NOT NULL,
      state VARCHAR(32) NOT NULL,
      failure_code VARCHAR(32) NULL,
      failure_detail TEXT NULL,
      reason TEXT NULL,
      started_at BIGINT NOT NULL,
      finished_at BIGINT NULL,
      pages INT NOT NULL,
      users INT NOT NULL,
      retries INT NOT NULL,
      PRIMARY KEY (tenant_no, seq),
      KEY ix_import_run_day (tenant_no, day)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE person (
      tenant_no INT NOT NULL,
      user_no INT NOT NULL,
      entra_id BINARY(16) NOT NULL,
      first_seq INT NULL,
      state_hash BINARY(16) NULL,
      hash_seq INT NOT NULL,
      PRIMARY KEY (tenant_no, user_no),
      UNIQUE KEY uq_person_entra_id (tenant_no, entra_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE user_version (
      tenant_no INT NOT NULL,
      user_no INT NOT NULL,
      from_seq INT NOT NULL,
      to_seq INT NOT NULL,
      manager_id BINARY(16) NULL,
      display_name TEXT NULL,
      company_name TEXT NULL,
      department TEXT NULL,
      mail TEXT NULL,
      given_name TEXT NULL,
      surname TEXT NULL,
      job_title TEXT NULL,
      state TEXT NULL,
      postal_code TEXT NULL,
      street_address TEXT NULL,
      city TEXT NULL,
      preferred_language TEXT NULL,
      usage_location TEXT NULL,
      user_principal_name TEXT NULL,
      office_location TEXT NULL,
      country TEXT NULL,
      user_type TEXT NULL,
      extension_attribute_1 TEXT NULL,
      extension_attribute_2 TEXT NULL,
      extension_attribute_3 TEXT NULL,
      extension_attribute_4 TEXT NULL,
      extension_attribute_5 TEXT NULL,
      extension_attribute_6 TEXT NULL,
      extension_attribute_7 TEXT NULL,
      extension_attribute_8 TEXT NULL,
      extension_attribute_9 TEXT NULL,
      extension_attribute_10 TEXT NULL,
      extension_attribute_11 TEXT NULL,
      extension_attribute_12 TEXT NULL,
      extension_attribute_13 TEXT NULL,
      extension_attribute_14 TEXT NULL,
      extension_attribute_15 TEXT NULL,
      PRIMARY KEY (tenant_no, user_no, from_seq),
      KEY ix_user_version_from (tenant_no, from_seq),
      KEY ix_user_version_to (tenant_no, to_seq)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE license_version (
      tenant_no INT NOT NULL,
      user_no INT NOT NULL,
      sku_no INT NOT NULL,
      from_seq INT NOT NULL,
      to_seq INT NOT NULL,
      plans_no INT NOT NULL,
      PRIMARY KEY (tenant_no, user_no, sku_no, from_seq),
      KEY ix_license_version_from (tenant_no, from_seq),
      KEY ix_license_version_to (tenant_no, to_seq),
      KEY ix_license_version_sku (tenant_no, sku_no, from_seq, to_seq)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE sku_version (
      tenant_no INT NOT NULL,
      sku_no INT NOT NULL,
      from_seq INT NOT NULL,
      to_seq INT NOT NULL,
      part_number VARCHAR(512) NULL,
      enabled INT NOT NULL,
      warning INT NOT NULL,
      suspended INT NOT NULL,
      locked_out INT NOT NULL,
      consumed INT NOT NULL,
      service_plans_no INT NOT NULL,
      PRIMARY KEY (tenant_no, sku_no, from_seq),
      KEY ix_sku_version_from (tenant_no, from_seq),
      KEY ix_sku_version_to (tenant_no, to_seq)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE license_count (
      tenant_no INT NOT NULL,
      sku_no INT NOT NULL,
      from_seq INT NOT NULL,
      to_seq INT NOT NULL,
      assignments INT NOT NULL,
      PRIMARY KEY (tenant_no, sku_no, from_seq),
      KEY ix_license_count_from (tenant_no, from_seq),
      KEY ix_license_count_to (tenant_no, to_seq)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE group_count (
      tenant_no INT NOT NULL,
      dimension INT NOT NULL,
      value_no INT NOT NULL,
      sku_no INT NOT NULL,
      from_seq INT NOT NULL,
      to_seq INT NOT NULL,
      assignments INT NOT NULL,
      PRIMARY KEY (tenant_no, dimension, value_no, sku_no, from_seq),
      KEY ix_group_count_from (tenant_no, from_seq),
      KEY ix_group_count_to (tenant_no, to_seq)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE dimension_value (
      tenant_no INT NOT NULL,
      value_no INT NOT NULL,
      value_hash BINARY(16) NOT NULL,
      value_text TEXT NOT NULL,
      PRIMARY KEY (tenant_no, value_no),
      UNIQUE KEY uq_dimension_value_hash (tenant_no, value_hash)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE sku (
      sku_no INT NOT NULL AUTO_INCREMENT,
      sku_id CHAR(36) NOT NULL,
      part_number VARCHAR(512) NULL,
      PRIMARY KEY (sku_no),
      UNIQUE KEY uq_sku_sku_id (sku_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE disabled_plans (
      plans_no INT NOT NULL AUTO_INCREMENT,
      plans_hash BINARY(16) NOT NULL,
      plans MEDIUMTEXT NOT NULL,
      PRIMARY KEY (plans_no),
      UNIQUE KEY uq_disabled_plans_hash (plans_hash)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE service_plans (
      service_plans_no INT NOT NULL AUTO_INCREMENT,
      plans_hash BINARY(16) NOT NULL,
      assignable INT NOT NULL,
      plans MEDIUMTEXT NOT NULL,
      PRIMARY KEY (service_plans_no),
      UNIQUE KEY uq_service_plans_hash (plans_hash)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    `CREATE TABLE token (
      identity VARCHAR(128) NOT NULL,
      version INT NOT NULL,
      issued_at BIGINT NOT NULL,
      previous BLOB NULL,
      ciphertext BLOB NOT NULL,
      PRIMARY KEY (identity)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  ];
}

const TABLES = [
  "token",
  "service_plans",
  "disabled_plans",
  "sku",
  "dimension_value",
  "group_count",
  "license_count",
  "sku_version",
  "license_version",
  "user_version",
  "person",
  "import_run",
  "held_day",
  "snapshot",
  "tenant",
];

export class FirstTables1764000000000 implements MigrationInterface {
  name = "FirstTables1764000000000";

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query("SELECT VERSION() AS version")) as { version: string }[];
    const collation = row?.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    for (const statement of statements(collation)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}
