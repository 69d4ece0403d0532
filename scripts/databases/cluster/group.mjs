import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../port.mjs";
import { asRoot } from "../mysql-like.mjs";
import { removeAbandonedData } from "../start.mjs";
import { findMysql, replicationSettings } from "./mysql-program.mjs";
import { ClusterNode, orRemove } from "./node.mjs";
import { onNode } from "./statement.mjs";

const MEMBERS =
  "SELECT MEMBER_ID AS id, MEMBER_PORT AS port, MEMBER_STATE AS state, MEMBER_ROLE AS role FROM performance_schema.replication_group_members";

/** A Group Replication group in single-primary mode, on loopback; the first node is the primary. */
export async function startGroup(count = 3) {
  const { program, data } = await findMysql();
  removeAbandonedData("cluster-group");
  const password = randomBytes(12).toString("hex");
  const name = randomUUID();
  const ports = await freePorts(count * 2);
  const seeds = Array.from({ length: count }, (_, index) => `127.0.0.1:${ports[index * 2 + 1]}`);
  const nodes = seeds.map((seed, index) => {
    const group = [
      "--plugin-load-add=group_replication.so",
      `--group-replication-group-name=${name}`,
      `--group-replication-local-address=${seed}`,
      `--group-replication-group-seeds=${seeds.join()}`,
      "--group-replication-start-on-boot=OFF",
      "--group-replication-recovery-get-public-key=ON",
      "--group-replication-ip-allowlist=127.0.0.1/8",
      "--report-host=127.0.0.1",
    ];
    const argv = [...program.argv, ...program.first, ...asRoot(), ...replicationSettings(index + 1), ...group];
    return new ClusterNode({ name: `group-${index + 1}`, port: ports[index * 2], password, argv, data });
  });
  const join = (node) => joinGroup(node, password);
  await orRemove(nodes, async () => {
    await Promise.all(nodes.map((node) => node.start()));
    await onNode(nodes[0], "SET GLOBAL group_replication_bootstrap_group = ON");
    await join(nodes[0]);
    await onNode(nodes[0], "SET GLOBAL group_replication_bootstrap_group = OFF");
    for (const node of nodes.slice(1)) await join(node);
  });
  const rejoin = async (node) => {
    await node.start();
    await join(node);
  };
  return {
    nodes,
    rejoin,
    members: (node) => onNode(node, MEMBERS),
    stop: () => Promise.all(nodes.map((node) => node.remove())),
  };
}

async function joinGroup(node, password) {
  await onNode(
    node,
    `CHANGE REPLICATION SOURCE TO SOURCE_USER='test', SOURCE_PASSWORD='${password}' FOR CHANNEL 'group_replication_recovery'`,
    "START GROUP_REPLICATION",
  );
  for (;;) {
    const members = await onNode(node, MEMBERS);
    const own = members.find(({ port }) => port === node.port);
    if (own?.state === "ONLINE") return;
    if (own?.state === "ERROR") throw new Error(`${node.name} could not join: ${node.log.slice(-1500)}`);
    await sleep(200);
  }
}
