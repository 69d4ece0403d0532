import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../lock.mjs";
import { ownTemporary } from "../mysql-like.mjs";
import { place, removeFolder } from "../places.mjs";
import { greets } from "../port.mjs";

/** Ends the server when the pipe to us closes, however we end; the server's own pid stays known, to kill or freeze it. */
const WATCHER = ["-c", 'cat >/dev/null; kill -9 "$1"', "watcher"];

/** One server of a cluster on loopback, which a test may kill, freeze, thaw and start again. */
export class ClusterNode {
  #child;
  #watcher;

  /** `argv` is the program with every argument that stays the same; `data` an initialised data folder, copied. */
  constructor({ name, port, password, argv, data, env = process.env }) {
    Object.assign(this, { name, port, password, env });
    this.folder = place("data", `cluster-${name}-${port}`);
    this.url = `mysql://test:${password}@127.0.0.1:${port}`;
    mkdirSync(this.folder, { mode: 0o700 });
    this.argv = [...argv, `--tmpdir=${ownTemporary(this.folder)}`];
    cpSync(data, this.data, { recursive: true });
    rmSync(`${this.data}/auto.cnf`, { force: true }); // the server's own id, which no two may share
    writeFileSync(this.accounts, accountsFor(password), { mode: 0o600 });
  }

  get data() {
    return `${this.folder}/data`;
  }

  get accounts() {
    return `${this.folder}/accounts.sql`;
  }

  get log() {
    const path = `${this.folder}/server.log`;
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  get isRunning() {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the server and waits until it greets. */
  async start(extra = []) {
    this.launch(extra);
    await this.untilGreeting();
  }

  /** Starts the server without waiting for it. */
  launch(extra = []) {
    const [program, ...args] = [
      ...this.argv,
      `--datadir=${this.data}`,
      `--port=${this.port}`,
      "--bind-address=127.0.0.1",
      "--socket=server.sock",
      `--init-file=${this.accounts}`,
      ...extra,
    ];
    const output = openSync(`${this.folder}/server.log`, "a");
    this.#child = spawn(program, args, { detached: true, env: this.env, stdio: ["ignore", output, output] });
    this.#child.unref();
    writeFileSync(`${this.folder}/pid`, String(this.#child.pid));
    this.#watcher = spawn("sh", [...WATCHER, String(this.#child.pid)], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#watcher.unref();
    this.#watcher.stdin.unref();
  }

  async untilGreeting(timeoutMs = 120_000) {
    for (const deadline = Date.now() + timeoutMs; !(await greets("127.0.0.1", this.port)); await sleep(50)) {
      if (!this.isRunning || Date.now() > deadline)
        throw new Error(`${this.name} did not start: ${this.log.trim().slice(-2000)}`);
    }
  }

  /** SIGKILL, and waits for the end. */
  async kill() {
    if (this.isRunning) this.#child.kill("SIGKILL");
    while (isAlive(this.#child?.pid ?? 0) && this.isRunning) await sleep(10);
    this.#watcher?.kill("SIGKILL");
  }

  /** SIGTERM, and waits until the server has shut down. */
  async shutDown() {
    if (this.isRunning) this.#child.kill("SIGTERM");
    while (this.isRunning) await sleep(10);
    this.#watcher?.kill("SIGKILL");
  }

  /** The whole process stands still: it answers nothing and closes nothing. */
  freeze() {
    this.#child.kill("SIGSTOP");
  }

  thaw() {
    this.#child.kill("SIGCONT");
  }

  /** Ends the server and removes its data. */
  async remove() {
    await this.kill();
    removeFolder(this.folder);
  }
}

/** Not into the binary log: every node runs it for itself. */
function accountsFor(password) {
  const statements = [
    "SET SESSION sql_log_bin = 0",
    "DROP USER IF EXISTS 'test'@'%'",
    `CREATE USER 'test'@'%' IDENTIFIED BY '${password}'`,
    "GRANT ALL PRIVILEGES ON *.* TO 'test'@'%' WITH GRANT OPTION",
  ];
  return statements.map((statement) => `${statement};\n`).join("");
}

/** Runs the start of a cluster; when it fails, nothing is left of the nodes. */
export async function orRemove(nodes, start) {
  try {
    return await start();
  } catch (error) {
    await Promise.all(nodes.map((node) => node.remove()));
    throw error;
  }
}
