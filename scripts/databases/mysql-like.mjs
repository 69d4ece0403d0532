import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dockerArgv } from "./docker.mjs";
import { place, removeFolder } from "./places.mjs";
import { greets } from "./port.mjs";

/** Servers refuse to run as root unless told to. */
export function asRoot() {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

/** What MySQL and MariaDB have in common as servers to start; the rest is each one's own. */
export function mysqlLike(engine) {
  return {
    ...engine,
    example: "mysql://user:password@host:port",
    answers: (port) => greets("127.0.0.1", port),
    urlOf: (program, port, password) => `mysql://${program.docker ? "root" : "test"}:${password}@127.0.0.1:${port}`,
    prepare: async (program, { folder, port, password, binlog }) => {
      const settings = engine.settings({ binlog });
      if (program.docker) return dockerArgv(program.docker, { port, password, settings });
      return [...(await prepareLocal(engine, program, { folder, password })), `--port=${port}`, ...settings];
    },
  };
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
    `--tmpdir=${ownTemporary(folder)}`,
    "--bind-address=127.0.0.1",
    "--socket=server.sock",
    `--init-file=${folder}/accounts.sql`,
  ];
  return [...program.argv, ...program.first, ...asRoot(), ...where];
}

/** A folder for one server's temporary tables: a MariaDB that starts deletes those of every other server that shares its folder. */
export function ownTemporary(folder) {
  const path = `${folder}/tmp`;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** The data folder of a server that was initialised once, for copies of it. */
export async function initialisedData(engine, program) {
  const key = createHash("sha256").update(program.version).digest("hex").slice(0, 12);
  const path = place(`${engine.name}-empty-${key}`);
  if (existsSync(path)) return path;
  const fresh = `${path}.${process.pid}`;
  await engine.initialise(program, fresh);
  if (existsSync(path)) removeFolder(fresh);
  else renameSync(fresh, path);
  return path;
}
