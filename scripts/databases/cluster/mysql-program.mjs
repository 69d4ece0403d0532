import { isDebian } from "../debian.mjs";
import { mysql, mysqlFromDebian, mysqlOnPath } from "../mysql.mjs";
import { initialisedData } from "../mysql-like.mjs";

/** The MySQL of this machine or Debian's, unpacked; a node in a container could not be frozen or killed by its pid. */
export async function findMysql() {
  const program = (await mysqlOnPath()) ?? (await mysqlFromDebian());
  if (program) return { program, data: await initialisedData(mysql, program) };
  const debian = (await isDebian()) ? "" : ", or Debian, whose package is used without installing it";
  throw new Error(`A MySQL cluster needs a mysqld on this machine${debian}.`);
}

/** What replication of either kind needs; no node waits for its disk. */
export const replicationSettings = (serverId) => [
  `--server-id=${serverId}`,
  "--gtid-mode=ON",
  "--enforce-gtid-consistency=ON",
  "--log-bin=binlog",
  "--sync-binlog=0",
  "--relay-log=relay",
  "--mysqlx=OFF",
  "--innodb-buffer-pool-size=96M",
  "--innodb-redo-log-capacity=64M",
  "--innodb-flush-log-at-trx-commit=2",
  "--innodb-doublewrite=OFF",
  "--skip-name-resolve",
];
