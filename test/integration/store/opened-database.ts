import { migrate, openDatabase } from "../../../src/store/data-source.js";
import type { MigratableDatabase } from "../../../src/store/database.js";
import type { FreshDatabase } from "../../support/databases/test-database.js";

/** A migrated database of one's own. */
export interface OpenedDatabase {
  readonly database: MigratableDatabase;
  /** A second handle that only reads. */
  readonly reader: MigratableDatabase;
  /** A second handle to write with at the same time. The embedded engine waits for a lock without giving the process a turn, so there it is the first one. */
  readonly another: MigratableDatabase;
  readonly close: () => Promise<void>;
}

export async function openMigrated(create: () => Promise<FreshDatabase>): Promise<OpenedDatabase> {
  const fresh = await create();
  const database = await openDatabase(fresh.url);
  await migrate(database);
  const reader = await openDatabase(fresh.url);
  return {
    database,
    reader,
    another: database.dialect.name === "embedded" ? database : reader,
    close: async () => {
      await reader.close();
      await database.close();
      await fresh.drop();
    },
  };
}
