import { randomBytes } from "node:crypto";
import { createConnection, type Connection } from "mysql2/promise";
import { startDatabases } from "../../scripts/databases.mjs";
import { migrate, openDatabase } from "../../src/store/data-source.js";
import type { MigratableDatabase } from "../../src/store/database.js";

/** A migrated MySQL database of one's own, with the binary log where the server is ours. */
export interface BenchDatabase {
  readonly url: string;
  readonly version: string;
  readonly pid: number | undefined;
  readonly database: MigratableDatabase;
  /** A plain connection, for the naive copies and for what MySQL says of itself. */
  readonly plain: Connection;
  readonly close: () => Promise<void>;
}

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const servers = await startDatabases({ mariadb: false, mongodb: false, binlog: true });
  const [server] = servers.servers;
  if (server === undefined) throw new Error(servers.problems.join("\n"));
  const name = `bench_${randomBytes(4).toString("hex")}`;
  const admin = await createConnection(server.url);
  await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await admin.query("SET GLOBAL local_infile = ON").catch(() => {}); // a server that is given may have it on already
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const database = await openDatabase(url.href);
  await migrate(database);
  const plain = await createConnection({ uri: url.href, dateStrings: true, multipleStatements: false });
  return {
    ...{ url: url.href, version: server.version, pid: server.pid, database, plain },
    close: async () => {
      await database.close();
      await plain.end();
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
      await servers.stop();
    },
  };
}

type Rows = Record<string, unknown>[];

/** Bytes of the files of the tables whose names match. */
export async function tableBytes({ plain }: BenchDatabase, matches: (table: string) => boolean): Promise<number> {
  const [rows] = await plain.query(
    "SELECT name, file_size AS bytes FROM information_schema.innodb_tablespaces WHERE name LIKE CONCAT(DATABASE(), '/%')",
  );
  return (rows as Rows)
    .filter((row) => matches(String(row["name"] ?? row["NAME"]).split("/")[1] ?? ""))
    .reduce((sum, row) => sum + Number(row["bytes"]), 0);
}

/** Bytes of the binary log so far; null where there is none. */
export async function binlogBytes({ plain }: BenchDatabase): Promise<number | null> {
  try {
    const [rows] = await plain.query("SHOW BINARY LOGS");
    return (rows as Rows).reduce((sum, row) => sum + Number(row["File_size"]), 0);
  } catch {
    return null; // started without it
  }
}
