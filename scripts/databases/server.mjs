import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./lock.mjs";
import { place, removeFolder } from "./places.mjs";
import { freePort } from "./port.mjs";

/**
 * Starts one server on a fresh data folder. Without `detached` it lives as long as this process, however that ends: a shell
 * beside it waits for the end of its standard input.
 */
export async function startServer(engine, program, { binlog = false, detached = false } = {}) {
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const folder = place("data", `${engine.name}-${port}`);
  mkdirSync(folder, { mode: 0o700 });
  const argv = await engine.prepare(program, { folder, port, password, binlog });
  const log = `${folder}/server.log`;
  const child = spawnServer(argv, log, detached);
  writeFileSync(`${folder}/pid`, String(child.pid));
  const server = {
    name: engine.name,
    url: engine.urlOf(program, port, password),
    pid: child.pid,
    port,
    folder,
    version: shortVersion(program.version),
  };
  try {
    await untilReady(child, () => engine.answers(port), log);
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

async function untilReady(child, answers, log) {
  const deadline = Date.now() + 120_000;
  while (!(await answers())) {
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
