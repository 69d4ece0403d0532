import { randomBytes } from "node:crypto";
import { freePort } from "../port.mjs";
import { asRoot } from "../mysql-like.mjs";
import { removeAbandonedData } from "../start.mjs";
import { findMysql } from "./mysql-program.mjs";
import { ClusterNode, orRemove } from "./node.mjs";

/** One MySQL on loopback with settings of one's own, to kill and to start again. */
export async function startSingle(settings = []) {
  removeAbandonedData("cluster-single");
  const { program, data } = await findMysql();
  const password = randomBytes(12).toString("hex");
  const small = [
    "--mysqlx=OFF",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--innodb-doublewrite=OFF",
    "--skip-name-resolve",
  ];
  const argv = [...program.argv, ...program.first, ...asRoot(), ...small, ...settings];
  const node = new ClusterNode({ name: "single", port: await freePort(), password, argv, data });
  await orRemove([node], () => node.start());
  return { node, stop: () => node.remove() };
}
