import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { DataSource, type DataSourceOptions } from "typeorm";
import type { MigratableDatabase } from "../../../src/store/database.js";
import { assertMigrated, migrate, openDatabase } from "../../../src/store/data-source.js";
import { schemaOf } from "../../../scripts/print-ddl/schema-text.js";
import {
  describeEachDatabase,
  type FreshDatabase,
  type TestDatabaseName,
} from "../../support/databases/test-database.js";

const FILES: Partial<Record<TestDatabaseName, string>> = {
  embedded: "schema/database.sqlite.sql",
  mysql: "schema/database.sql",
};

async function tableNames(database: MigratableDatabase): Promise<string[]> {
  const sql = await database.read((session) => schemaOf(session, database.dialect.name));
  return [...sql.matchAll(/CREATE TABLE [`"]?(\w+)/g)].map((match) => match[1] ?? "");
}

/** TypeORM compares defaults as MariaDB writes them only when told that it is MariaDB. */
async function comparable(database: MigratableDatabase, name: TestDatabaseName): Promise<DataSource> {
  if (name !== "mariadb") return database.source;
  return new DataSource({ ...database.source.options, type: "mariadb" } as DataSourceOptions).initialize();
}

describeEachDatabase("the schema", (create, name) => {
  let fresh: FreshDatabase;
  let database: MigratableDatabase;

  beforeAll(async () => {
    fresh = await create();
    database = await openDatabase(fresh.url);
  });

  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  it("is refused while a migration has not run", async () => {
    await expect(assertMigrated(database)).rejects.toMatchObject({ code: "SCHEMA_OUT_OF_DATE" });
  });

  describe("when migrated", () => {
    beforeAll(() => migrate(database));

    it("is accepted", async () => {
      await expect(assertMigrated(database)).resolves.toBeUndefined();
    });

    it("migrates a second time without doing anything", async () => {
      expect(await migrate(database)).toEqual([]);
    });

    it("is what the entities describe", async () => {
      const source = await comparable(database, name);

      const { upQueries } = await source.driver.createSchemaBuilder().log();

      if (source !== database.source) await source.destroy();
      expect(upQueries.map((query) => query.query)).toEqual([]);
    });

    it("has no table that no entity describes", async () => {
      const described = database.source.entityMetadatas.map((entity) => entity.tableName);

      expect(await tableNames(database)).toEqual([...described].sort());
    });

    const file = FILES[name];
    if (file !== undefined) {
      it("is what the schema file says", async () => {
        const sql = await database.read((session) => schemaOf(session, database.dialect.name));

        expect(sql).toBe(await readFile(file, "utf8"));
      });
    }

    it("is gone when the migrations are undone, and comes back", async () => {
      for (let left = database.source.migrations.length; left > 0; left -= 1) await database.source.undoLastMigration();

      expect(await tableNames(database)).toEqual([]);

      await migrate(database);
      expect(await tableNames(database)).toHaveLength(database.source.entityMetadatas.length);
    });
  });
});
