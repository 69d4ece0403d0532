import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../command.mjs";
import { mariadb } from "../mariadb.mjs";
import { asRoot, initialisedData } from "../mysql-like.mjs";
import { place } from "../places.mjs";
import { freePorts } from "../port.mjs";
import { removeAbandonedData } from "../start.mjs";
import { findGalera } from "./galera-program.mjs";
import { ClusterNode, orRemove } from "./node.mjs";
import { onNode } from "./statement.mjs";

const PROVIDER = [
  "gcache.size=64M",
  "gcs.fc_limit=100000", // a late node holds nobody up, which the tests need
  "pc.recovery=false",
];

const SETTINGS = [
  "--wsrep-on=ON",
  "--wsrep-sst-method=position",
  "--wsrep-slave-threads=1",
  "--wsrep-cluster-name=test",
  "--wsrep-node-address=127.0.0.1",
  "--binlog-format=ROW",
  "--innodb-autoinc-lock-mode=2",
  "--innodb-buffer-pool-size=96M",
  "--innodb-flush-log-at-trx-commit=2",
  "--innodb-doublewrite=OFF",
  "--performance-schema=OFF",
  "--skip-name-resolve",
];

/**
 * A Galera cluster on loopback. All nodes begin as copies of one that has been a cluster by itself, so that each joins, and
 * joins again, by the write sets it lacks: no whole copy of the data is ever needed, which Galera does not make as root.
 */
export async function startGalera(count = 3) {
  removeAbandonedData("cluster-galera");
  const galera = await findGalera();
  const data = await initialisedData({ name: "galera", initialise: bootstrapOnce(galera) }, galera.program);
  const nodes = await createNodes(galera, data, count);
  await orRemove(nodes, async () => {
    await startSynced(nodes[0], ["--wsrep-new-cluster"]);
    for (const node of nodes.slice(1)) await startSynced(node);
  });
  return { nodes, rejoin, stop: () => Promise.all(nodes.map((node) => node.remove())) };
}

/** Makes the data folder of a cluster of one, shut down in good order. */
function bootstrapOnce(galera) {
  return async (program, folder) => {
    const plain = await initialisedData(mariadb, program);
    const [node] = await createNodes(galera, plain, 1);
    try {
      await startSynced(node, ["--wsrep-new-cluster"]);
      await node.shutDown();
      cpSync(node.data, folder, { recursive: true });
    } finally {
      await node.remove();
    }
  };
}

async function createNodes({ program, provider }, data, count) {
  const ports = await freePorts(count * 3);
  const password = randomBytes(12).toString("hex");
  const addresses = Array.from({ length: count }, (_, index) => `127.0.0.1:${ports[index * 3 + 1]}`);
  // Galera runs the program wsrep_sst_<method> that it finds on its PATH.
  const env = { ...process.env, PATH: `${import.meta.dirname}:${process.env.PATH}`, WSREP_POSITIONS: place("data") };
  return addresses.map((address, index) => {
    const [port, group, transfer] = ports.slice(index * 3);
    const listening = [
      `base_port=${group}`,
      `gmcast.listen_addr=tcp://${address}`,
      `ist.recv_addr=127.0.0.1:${transfer}`,
    ];
    const wsrep = [
      `--wsrep-provider=${provider}`,
      `--wsrep-provider-options=${[...listening, ...PROVIDER].join(";")}`,
      `--wsrep-cluster-address=gcomm://${addresses.join()}`,
    ];
    const argv = [...program.argv, ...program.first, ...asRoot(), ...SETTINGS, ...wsrep];
    return new ClusterNode({ name: `galera-${index + 1}`, port, password, argv, data, env });
  });
}

/** Starts a killed node again at the position that its own files tell. */
async function rejoin(node) {
  const recover = [`--datadir=${node.data}`, "--wsrep-recover", "--socket=recover.sock", "--skip-networking"];
  const printed = await run([...node.argv, ...recover]);
  const position = /Recovered position:?\s*([0-9a-f-]{36}:-?\d+)/.exec(printed)?.[1];
  if (!position) throw new Error(`${node.name} tells no position: ${printed.slice(-1000)}`);
  await startSynced(node, [`--wsrep-start-position=${position}`]);
}

async function startSynced(node, extra = []) {
  await node.start(extra);
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const [ready] = await onNode(node, "SHOW GLOBAL STATUS LIKE 'wsrep_ready'").catch(() => []);
    if (ready?.Value === "ON") return;
    if (node.isRunning && Date.now() < deadline) continue;
    throw new Error(`${node.name} did not join: ${node.log.slice(-2000)}`);
  }
}
