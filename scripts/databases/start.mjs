import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, withLock } from "./lock.mjs";
import { mariadb } from "./mariadb.mjs";
import { mongodb } from "./mongodb.mjs";
import { mysql } from "./mysql.mjs";
import { databasesFolder, removeFolder, runningFile } from "./places.mjs";
import { startServer } from "./server.mjs";

const engines = [mysql, mariadb, mongodb];

/**
 * The databases asked for, each from its variable in the environment, a server left running by `up`, or one started here.
 * What cannot be had is undefined, with the reason in `problems`. `reuse: false` insists on servers of one's own.
 */
export async function startDatabases({
  mysql: wantMysql = true,
  mariadb: wantMariadb = true,
  mongodb: wantMongodb = true,
  binlog = false,
  reuse = true,
  detached = false,
} = {}) {
  const wants = { mysql: wantMysql, mariadb: wantMariadb, mongodb: wantMongodb };
  const wanted = engines.filter(({ name }) => wants[name]);
  const options = { binlog, reuse: reuse && !binlog, detached };
  const found = await withLock("start", () => Promise.all(wanted.map((engine) => obtain(engine, options))));
  const urlOf = (engine) => found.find((each) => each.name === engine.name)?.url;
  return {
    mysqlUrl: urlOf(mysql),
    mariadbUrl: urlOf(mariadb),
    mongodbUrl: urlOf(mongodb),
    servers: found.filter((each) => each.url),
    problems: found.flatMap((each) => each.problem ?? []),
    stop: async () => void (await Promise.all(found.map((each) => each.stop?.()))),
  };
}

/** The servers that `up` left running and that still answer. */
export async function readRunning() {
  if (!existsSync(runningFile)) return {};
  const recorded = Object.entries(JSON.parse(readFileSync(runningFile, "utf8")));
  const engineOf = (name) => engines.find((engine) => engine.name === name);
  const answers = await Promise.all(
    recorded.map(([name, server]) => isAlive(server.pid) && engineOf(name)?.answers(server.port)),
  );
  return Object.fromEntries(recorded.filter((_, index) => answers[index]));
}

export function writeRunning(servers) {
  const entries = servers.filter((server) => server.pid).map(({ stop: _, ...server }) => [server.name, server]);
  writeFileSync(runningFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`, { mode: 0o600 });
}

async function obtain(engine, { reuse, binlog, detached }) {
  const given = process.env[engine.urlVariable];
  if (given) return { name: engine.name, url: given, version: `given by ${engine.urlVariable}` };
  const running = reuse ? (await readRunning())[engine.name] : undefined;
  if (running) return running;
  removeAbandonedData(engine.name);
  return startFromFirstSource(engine, { binlog, detached });
}

async function startFromFirstSource(engine, options) {
  const reasons = [];
  for (const source of engine.sources) {
    try {
      const program = await source.find();
      if (program) return await startServer(engine, program, options);
      reasons.push(`${source.label}: not here`);
    } catch (error) {
      reasons.push(`${source.label}: ${error.message}`);
    }
  }
  const problem = `${engine.title} could not be had (${reasons.join("; ")}). Set ${engine.urlVariable}=${engine.example} to use a server of yours.`;
  return { name: engine.name, problem };
}

/** Data of servers that were killed, told by the pid file that servers keep in their data folder. */
export function removeAbandonedData(prefix) {
  const parent = join(databasesFolder, "data");
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(`${prefix}-`))) {
    const folder = join(parent, name);
    if (!isAlive(pidIn(folder))) removeFolder(folder);
  }
}

function pidIn(folder) {
  try {
    return Number(readFileSync(join(folder, "pid"), "utf8"));
  } catch {
    return process.pid; // Just being made by another process: leave it.
  }
}
