import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../errors.js";
import type { MigratableDatabase } from "./database.js";
import { codesOf } from "./driver-error.js";
import { openEmbedded } from "./embedded-database.js";
import { openServer } from "./server-database.js";
import { placeOf } from "./server-url.js";

/**
 * Opens `mysql://…` (several hosts: the one that takes writes is found) or `file:path`, and replicas for questions where
 * `readUrl` names some; nothing is migrated. DATABASE_UNAVAILABLE with the cause when it does not answer.
 */
export async function openDatabase(url: string, readUrl: string | null = null): Promise<MigratableDatabase> {
  try {
    if (!url.startsWith("file:")) return await openServer(url, readUrl);
    const path = url.slice("file:".length);
    makeFolder(dirname(path));
    return await openEmbedded(path);
  } catch (cause) {
    const why = codesOf(cause).find((code) => /^[A-Z_]+$/.test(code)); // its message may hold the password or a row
    const refused = `the database at ${placeOf(url)} cannot be opened${why === undefined ? "" : ` (${why})`}`;
    throw new AppError("DATABASE_UNAVAILABLE", `${refused}; check DATABASE_URL`, {}, cause);
  }
}

/** One after the other: at once (`recursive`) Node 20 never comes back where a parent says ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause; // another process has just made it
  }
}

/** Brings the tables up to date; the names of the migrations that ran. */
export async function migrate(database: MigratableDatabase): Promise<string[]> {
  const done = await database.source.runMigrations({ transaction: "each" });
  return done.map((migration) => migration.name);
}

/** SCHEMA_OUT_OF_DATE naming `migrate` when a migration has not run. */
export async function assertMigrated(database: MigratableDatabase): Promise<void> {
  if (await database.source.showMigrations()) {
    throw new AppError("SCHEMA_OUT_OF_DATE", "the database has an old schema; run `npm run cli -- migrate` first");
  }
}
