import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Everything the database scripts keep is under this folder; deleting it costs a download and nothing else. */
export const databasesFolder = join(import.meta.dirname, "../../.cache/databases");

/** The servers that `up` left running: their urls and pids, for people and for later runs. */
export const runningFile = join(databasesFolder, "running.json");

/** An absolute path below the folder, whose parent exists. */
export function place(...parts) {
  const path = join(databasesFolder, ...parts);
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  return path;
}

export function removeFolder(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
