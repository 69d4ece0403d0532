import "reflect-metadata";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { migrate, openDatabase } from "../src/store/data-source.js";
import { schemaOf } from "./print-ddl/schema-text.js";

const RUNNING = ".cache/databases/running.json";

async function print(url: string, file: string): Promise<void> {
  const database = await openDatabase(url);
  try {
    await migrate(database);
    await writeFile(file, await database.read((session) => schemaOf(session, database.dialect.name)));
    console.log(`wrote ${file}`);
  } finally {
    await database.close();
  }
}

async function printEmbedded(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "print-ddl-"));
  try {
    await print(`file:${join(folder, "x.db")}`, "schema/database.sqlite.sql");
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function mysqlUrl(): Promise<string> {
  if (process.env["TEST_MYSQL_URL"]) return process.env["TEST_MYSQL_URL"];
  const running = JSON.parse(await readFile(RUNNING, "utf8")) as { mysql?: { url: string } };
  if (running.mysql === undefined) throw new Error("no MySQL: run `node scripts/databases.mjs up`");
  return running.mysql.url;
}

async function printMysql(): Promise<void> {
  const url = new URL(await mysqlUrl());
  const name = `print_ddl_${randomBytes(4).toString("hex")}`;
  const connection = await createConnection(url.href);
  try {
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    url.pathname = `/${name}`;
    await print(url.href, "schema/database.sql");
  } finally {
    await connection.query(`DROP DATABASE IF EXISTS ${name}`);
    await connection.end();
  }
}

await printEmbedded();
await printMysql();
