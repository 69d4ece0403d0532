import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "@jest/globals";
import { createConnection } from "mysql2/promise";
import { areServicesRequired } from "../../../scripts/checks/required.mjs";

export type TestDatabaseName = "embedded" | "mysql" | "mariadb";

/** An empty database of one's own; `url` is what DATABASE_URL would hold. */
export interface FreshDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

export interface TestDatabase {
  readonly name: TestDatabaseName;
  readonly create: () => Promise<FreshDatabase>;
}

/** The databases this run has: the embedded one always, the servers that scripts/test.mjs started or the environment names. */
export function testDatabaseUrls(): TestDatabase[] {
  const mysql = process.env.TEST_MYSQL_URL;
  const mariadb = process.env.TEST_MARIADB_URL;
  if (!mysql) tellMissingMysql();
  return [
    { name: "embedded", create: createEmbedded },
    ...(mysql ? [{ name: "mysql" as const, create: () => createOnServer(mysql) }] : []),
    ...(mariadb ? [{ name: "mariadb" as const, create: () => createOnServer(mariadb) }] : []),
  ];
}

/** The same tests once for each database, each in a `describe` that names it. */
export function describeEachDatabase(
  title: string,
  tests: (create: () => Promise<FreshDatabase>, name: TestDatabaseName) => void,
): void {
  for (const { name, create } of testDatabaseUrls()) describe(`${title} (${name})`, () => tests(create, name));
}

async function createEmbedded(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "snapshot-gateway-"));
  return { url: `file:${join(folder, "x.db")}`, drop: () => rm(folder, { recursive: true, force: true }) };
}

async function createOnServer(server: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runStatement(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runStatement(server, `DROP DATABASE IF EXISTS ${name}`) };
}

async function runStatement(server: string, statement: string): Promise<void> {
  const connection = await createConnection(server);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** A missing MySQL is a laptop's exception, never CI's or the gate's. scripts/test.mjs tells it once for the whole run. */
function tellMissingMysql(): void {
  if (areServicesRequired()) throw new Error("TEST_MYSQL_URL is not set: run `npm test`, which starts MySQL.");
  if (process.env.TEST_DATABASES_TOLD) return;
  process.stderr.write("!!! NO MYSQL: these tests run on the embedded database alone. `npm test` starts MySQL. !!!\n");
}
