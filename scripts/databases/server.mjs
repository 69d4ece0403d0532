import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { dockerArgv } from "./docker.mjs";
import { isAlive } from "./lock.mjs";
import { place, removeFolder } from "./places.mjs";
import { freePort, greets } from "./port.mjs";

/** Servers refuse to run as root unless told to. */
export function asRoot() {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

/**
 * Starts one server on a fresh data folder. Without `detached` it lives as long as this process, however that ends: a shell
 * beside it waits for the end of its standard input.
 */
export async function startServer(engine, program, { binlog = false, detached = false } = {}) {
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const folder = place("data", `${engine.name}-${port}`);
  const settings = engine.settings({ binlog });
  mkdirSync(folder, { mode: 0o700 });
  const argv = program.docker
    ? dockerArgv(program.docker, { port, password, settings })
    : [...(await prepareLocal(engine, program, { folder, password })), `--port=${port}`, ...settings];
  const log = `${folder}/server.log`;
  const child = spawnServer(argv, log, detached);
  writeFileSync(`${folder}/pid`, String(child.pid));
  const server = {
    name: engine.name,
    url: urlOf(program, port, password),
    pid: child.pid,
    port,
    folder,
    version: shortVersion(program.version),
  };
  try {
    await untilReady(child, port, log);
  } catch (error) {
    await stopServer(server, child);
    throw error;
  }
  return { ...server, stop: () => stopServer(server, child) };
}

/** Without the path that servers print before it. */
function shortVersion(version) {
  return version.trim().replace(/^.*?\bVer /, "");
}

function urlOf(program, port, password) {
  return `mysql://${program.docker ? "root" : "test"}:${password}@127.0.0.1:${port}`;
}

/** A copy of an initialised data folder and a first script that makes the account: initialising anew would cost 3 s a start. */
async function prepareLocal(engine, program, { folder, password }) {
  const data = `${folder}/data`;
  cpSync(await initialisedData(engine, program), data, { recursive: true });
  const accounts = [
    `CREATE USER 'test'@'%' IDENTIFIED BY '${password}'`,
    "GRANT ALL PRIVILEGES ON *.* TO 'test'@'%' WITH GRANT OPTION",
  ];
  writeFileSync(`${folder}/accounts.sql`, accounts.map((statement) => `${statement};\n`).join(""), { mode: 0o600 });
  const where = [
    `--datadir=${data}`,
    "--bind-address=127.0.0.1",
    "--socket=server.sock",
    `--init-file=${folder}/accounts.sql`,
  ];
  return [...program.argv, ...program.first, ...asRoot(), ...where];
}

async function initialisedData(engine, program) {
  const key = createHash("sha256").update(program.version).digest("hex").slice(0, 12);
  const path = place(`${engine.name}-empty-${key}`);
  if (existsSync(path)) return path;
  const fresh = `${path}.${process.pid}`;
  await engine.initialise(program, fresh);
  if (existsSync(path)) removeFolder(fresh);
  else renameSync(fresh, path);
  return path;
}

/** Its own process group, so that Ctrl-C reaches this process alone and the tests can end before their server does. */
function spawnServer(argv, log, detached) {
  const output = openSync(log, "a");
  const keeper = [
    "sh",
    "-c",
    '"$@" </dev/null & pid=$!; (cat >/dev/null; kill $pid) <&3 & wait $pid',
    "keeper",
    ...argv,
  ];
  const [program, ...args] = detached ? argv : keeper;
  const stdio = detached ? ["ignore", output, output] : ["ignore", output, output, "pipe"];
  const child = spawn(program, args, { detached: true, stdio });
  child.unref();
  child.stdio[3]?.unref?.();
  return child;
}

async function untilReady(child, port, log) {
  const deadline = Date.now() + 120_000;
  while (!(await greets("127.0.0.1", port))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline)
      throw new Error(`The server did not start: ${readFileSync(log, "utf8").trim().slice(-1500)}`);
    await sleep(50);
  }
}

/** Asks the server to end, waits for it, and removes its data. */
export async function stopServer(server, child) {
  const keeperPipe = child?.stdio[3];
  if (keeperPipe) keeperPipe.destroy();
  else signal(server.pid, "SIGTERM");
  const deadline = Date.now() + 20_000;
  while (isAlive(server.pid) && Date.now() < deadline) await sleep(25);
  if (isAlive(server.pid)) signal(-server.pid, "SIGKILL");
  removeFolder(server.folder);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself, which is what was asked for.
  }
}
