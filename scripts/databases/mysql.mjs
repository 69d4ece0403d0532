import { join } from "node:path";
import { ask, findProgram, run } from "./command.mjs";
import { dockerProgram } from "./docker.mjs";
import { isDebian, unpackedPackage, unpackedProgram } from "./debian.mjs";
import { asRoot, mysqlLike } from "./mysql-like.mjs";

/** MySQL: where it may come from, in order of preference, and how it is set up for many short-lived test databases. */
export const mysql = mysqlLike({
  name: "mysql",
  title: "MySQL",
  urlVariable: "TEST_MYSQL_URL",
  sources: [
    { label: "a mysqld on PATH", find: mysqlOnPath },
    { label: "Docker", find: () => dockerProgram("mysql:8.4", "MYSQL") },
    { label: "Debian's mysql-server-core", find: mysqlFromDebian },
  ],
  initialise: (program, data) =>
    run([...program.argv, ...program.first, ...asRoot(), `--datadir=${data}`, "--initialize-insecure"]),
  settings: ({ binlog }) => [
    "--mysqlx=OFF",
    "--performance-schema=OFF",
    "--max-connections=500",
    "--innodb-buffer-pool-size=512M",
    "--innodb-redo-log-capacity=256M",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=OFF",
    "--innodb-fast-shutdown=2",
    "--local-infile=ON",
    "--max-allowed-packet=64M",
    "--skip-name-resolve",
    ...(binlog ? ["--log-bin=binlog", "--sync-binlog=0"] : ["--skip-log-bin"]),
  ],
});

/** The MySQL of this machine; undefined where there is none. */
export async function mysqlOnPath() {
  const path = findProgram("mysqld");
  const version = path && (await ask([path, "--no-defaults", "--version"]));
  if (!version || /mariadb/i.test(version)) return undefined;
  return { argv: [path], first: ["--no-defaults"], version };
}

/** Debian keeps MySQL in sid alone; it brings its own libc, so the release of this machine does not matter. */
export async function mysqlFromDebian() {
  if (!(await isDebian())) return undefined;
  const root = await unpackedPackage({ folder: "mysql-root", suite: "sid", packageName: "mysql-server-core" });
  const argv = unpackedProgram(root, "usr/sbin/mysqld", ["usr/lib/mysql/private"]);
  const share = join(root, "usr/share/mysql");
  const first = [
    "--no-defaults",
    `--basedir=${join(root, "usr")}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, "charsets")}`,
    `--plugin-dir=${join(root, "usr/lib/mysql/plugin")}`,
    "--secure-file-priv=NULL",
  ];
  return { argv, first, version: await run([...argv, ...first, "--version"]) };
}
