import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { ask, findProgram, run } from "./command.mjs";
import { dockerProgram } from "./docker.mjs";
import { isDebian, unpackedPackage, unpackedProgram } from "./debian.mjs";
import { asRoot, mysqlLike } from "./mysql-like.mjs";

/** The release whose MariaDB is 10.11, the oldest we promise to run on. */
const suite = "bookworm";

/** MariaDB: where it may come from, in order of preference, and how it is set up for many short-lived test databases. */
export const mariadb = mysqlLike({
  name: "mariadb",
  title: "MariaDB",
  urlVariable: "TEST_MARIADB_URL",
  sources: [
    { label: "a mariadbd on PATH", find: mariadbOnPath },
    { label: "Debian's mariadb-server-core", find: programFromDebian },
    { label: "Docker", find: () => dockerProgram("mariadb:10.11", "MARIADB") },
  ],
  initialise,
  settings: ({ binlog }) => [
    "--max-connections=500",
    "--innodb-buffer-pool-size=256M",
    "--innodb-log-file-size=128M",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=OFF",
    "--innodb-fast-shutdown=2",
    "--local-infile=ON",
    "--max-allowed-packet=64M",
    "--skip-name-resolve",
    ...(binlog ? ["--log-bin=binlog", "--sync-binlog=0"] : []),
  ],
});

/** The MariaDB of this machine; undefined where there is none. */
export async function mariadbOnPath() {
  const path = findProgram("mariadbd");
  const version = path && (await ask([path, "--no-defaults", "--version"]));
  if (!version) return undefined;
  const share = findShare(join(dirname(realpathSync(path)), "../share"));
  return share && { argv: [path], first: ["--no-defaults"], share, version };
}

async function programFromDebian() {
  if (!(await isDebian())) return undefined;
  return debianMariadb(await unpackedPackage({ folder: "mariadb-root", suite, packageName: "mariadb-server-core" }));
}

/** The program in a root into which its package was unpacked. */
export async function debianMariadb(root) {
  const argv = unpackedProgram(root, "usr/sbin/mariadbd");
  const share = findShare(join(root, "usr/share"));
  const first = [
    "--no-defaults",
    `--basedir=${join(root, "usr")}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, "charsets")}`,
    `--plugin-dir=${join(root, "usr/lib/mysql/plugin")}`,
  ];
  return { argv, first, share, version: await run([...argv, ...first, "--version"]) };
}

function findShare(parent) {
  return ["mysql", "mariadb"]
    .map((name) => join(parent, name))
    .find((path) => existsSync(join(path, "mysql_system_tables.sql")));
}

/** What mariadb-install-db does, without its shell script: that one cannot run a server under another loader. */
async function initialise(program, data) {
  mkdirSync(join(data, "mysql"), { recursive: true, mode: 0o700 });
  const files = ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];
  const statements = files
    .map((name) => join(program.share, name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
  const input = ["USE mysql;", "SET @auth_root_socket=NULL;", "SET @skip_auth_anonymous='#';", ...statements].join(
    "\n",
  );
  const where = [`--datadir=${data}`, `--tmpdir=${data}`];
  await run([...program.argv, ...program.first, ...asRoot(), ...where, "--bootstrap", "--max-allowed-packet=8M"], {
    input,
  });
}
