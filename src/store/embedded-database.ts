import Libsql from "libsql";
import PQueue from "p-queue";
import { DataSource, type QueryRunner } from "typeorm";
import type { Database, MigratableDatabase, Session } from "./database.js";
import { dialectOf } from "./dialect.js";
import { entitiesFor } from "./entities.js";
import { inTransaction } from "./in-transaction.js";
import { SQLITE_MIGRATIONS } from "./migrations.js";
import { sessionOf } from "./typeorm-session.js";

interface Pragmas {
  pragma(text: string): unknown;
}

function dataSource(path: string): DataSource {
  return new DataSource({
    type: "better-sqlite3",
    driver: Libsql,
    database: path,
    entities: entitiesFor("embedded"),
    migrations: SQLITE_MIGRATIONS,
    migrationsTableName: "migration",
    timeout: 30_000,
    enableWAL: true,
    prepareDatabase: (connection: Pragmas) => {
      connection.pragma("synchronous = NORMAL");
      connection.pragma("case_sensitive_like = ON");
      connection.pragma("cache_size = -65536");
    },
  });
}

/** One connection, one piece of work at a time: TypeORM would nest concurrent transactions as savepoints. */
class Lane {
  private readonly queue = new PQueue({ concurrency: 1 });
  private readonly runner: QueryRunner;
  private readonly session: Session;

  constructor(readonly source: DataSource) {
    this.runner = source.createQueryRunner();
    this.session = sessionOf(this.runner, true);
  }

  work<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.queue.add<T>(() => task(this.session));
  }

  transaction<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.work((session) => inTransaction(session, "BEGIN IMMEDIATE", task));
  }

  async close(): Promise<void> {
    await this.queue.onIdle();
    await this.runner.release();
    await this.source.destroy();
  }
}

/** Opens the embedded database: one lane for reading and one for writing on the same WAL file. */
export async function openEmbedded(path: string): Promise<MigratableDatabase> {
  const writer = new Lane(await dataSource(path).initialize());
  const reader = new Lane(await dataSource(path).initialize());
  const database: Database = {
    dialect: dialectOf("embedded"),
    read: (work) => reader.work(work),
    transaction: (work) => writer.transaction(work),
    close: async () => {
      await reader.close();
      await writer.work((session) => session.rows("PRAGMA wal_checkpoint(TRUNCATE)"));
      await writer.close();
    },
  };
  return { ...database, source: writer.source, reader: database, current: null };
}
