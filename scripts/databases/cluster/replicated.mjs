import { randomBytes } from "node:crypto";
import { freePorts } from "../port.mjs";
import { asRoot } from "../mysql-like.mjs";
import { removeAbandonedData } from "../start.mjs";
import { findMysql, replicationSettings } from "./mysql-program.mjs";
import { ClusterNode, orRemove } from "./node.mjs";
import { onNode } from "./statement.mjs";

/** A MySQL with an asynchronous GTID replica, on loopback. */
export async function startReplicated() {
  const { program, data } = await findMysql();
  removeAbandonedData("cluster-async");
  const password = randomBytes(12).toString("hex");
  const ports = await freePorts(2);
  const [primary, replica] = ["primary", "replica"].map((name, index) => {
    const settings = [...replicationSettings(index + 1), "--performance-schema=OFF", "--skip-replica-start"];
    const argv = [...program.argv, ...program.first, ...asRoot(), ...settings];
    return new ClusterNode({ name: `async-${name}`, port: ports[index], password, argv, data });
  });
  await orRemove([primary, replica], async () => {
    await Promise.all([primary.start(), replica.start()]);
    const source = `SOURCE_HOST='127.0.0.1', SOURCE_PORT=${primary.port}, SOURCE_USER='test', SOURCE_PASSWORD='${password}'`;
    await onNode(
      replica,
      `CHANGE REPLICATION SOURCE TO ${source}, SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1`,
      "START REPLICA",
      "SET GLOBAL super_read_only = ON",
    );
  });
  return { primary, replica, stop: () => Promise.all([primary, replica].map((node) => node.remove())) };
}

/** The replica receives on, and applies nothing until `catchUp`. */
export async function holdBack(replica) {
  await onNode(replica, "STOP REPLICA SQL_THREAD");
}

export async function catchUp(replica) {
  await onNode(replica, "START REPLICA SQL_THREAD");
}

/** Makes the replica a primary as it is; what it had received and not applied is lost. */
export async function promote(replica) {
  await onNode(
    replica,
    "STOP REPLICA",
    "RESET REPLICA ALL",
    "SET GLOBAL super_read_only = OFF",
    "SET GLOBAL read_only = OFF",
  );
}
