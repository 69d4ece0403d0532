import { DataSource } from "typeorm";
import type { Database, MigratableDatabase, Session } from "./database.js";
import { dialectOf } from "./dialect.js";
import { entitiesFor } from "./entities.js";
import { MYSQL_MIGRATIONS } from "./migrations.js";
import { sessionOf } from "./typeorm-session.js";

const CONNECTIONS = 10;

/** Runs work on one pooled connection, given back whatever happens. */
async function onConnection<T>(source: DataSource, work: (session: Session) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(sessionOf(runner, false));
  } finally {
    await runner.release();
  }
}

function transaction<T>(source: DataSource, work: (session: Session) => Promise<T>): Promise<T> {
  return onConnection(source, async (session) => {
    await session.run("START TRANSACTION");
    try {
      const result = await work(session);
      await session.run("COMMIT");
      return result;
    } catch (cause) {
      await session.run("ROLLBACK").catch(() => 0); // a lost connection has rolled back; the first error says why
      throw cause;
    }
  });
}

/** Opens a pool to MySQL 8.4+/9 or MariaDB 10.11. */
export async function openServer(url: string): Promise<MigratableDatabase> {
  const source = await new DataSource({
    type: "mysql",
    url,
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: false,
    bigNumberStrings: false,
    connectTimeout: 10_000,
    entities: entitiesFor("mysql"),
    migrations: MYSQL_MIGRATIONS,
    migrationsTableName: "migration",
    extra: { connectionLimit: CONNECTIONS, enableKeepAlive: true, flags: ["FOUND_ROWS"] },
  }).initialize();
  const [row] = await source.query<{ version: string }[]>("SELECT VERSION() AS version");
  const database: Database = {
    dialect: dialectOf(row?.version.includes("MariaDB") ? "mariadb" : "mysql"),
    read: (work) => onConnection(source, work),
    transaction: (work) => transaction(source, work),
    close: () => source.destroy(),
  };
  return { ...database, source };
}
