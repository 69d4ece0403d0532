import { afterAll, describe } from "@jest/globals";
import { openServer } from "../../../src/store/server-database.js";
import { migrate } from "../../../src/store/data-source.js";
import type { MigratableDatabase } from "../../../src/store/database.js";
import { SERVER_LIMITS, type ServerLimits } from "../../../src/store/server-limits.js";
import { areServicesRequired } from "../../../scripts/checks/required.mjs";
import { type ClusterNode, onNode } from "../../../scripts/databases/clusters.mjs";

const DATABASE = "snapshots";

/** Starts a cluster for one file of tests. Where none can be had: an error in CI and the gate, a loud skip on a laptop. */
export async function startOrSkip<C extends { stop(): Promise<unknown> }>(
  start: () => Promise<C>,
): Promise<{ readonly cluster: C; readonly describeCluster: typeof describe }> {
  try {
    const cluster = await start();
    afterAll(() => cluster.stop());
    return { cluster, describeCluster: describe };
  } catch (cause) {
    if (areServicesRequired()) throw cause;
    process.stderr.write(`!!! SKIPPED, the tests on a cluster: ${(cause as Error).message} !!!\n`);
    return { cluster: {} as C, describeCluster: describe.skip as unknown as typeof describe };
  }
}

/** What DATABASE_URL would hold for these nodes. */
export function clusterUrl(...nodes: readonly ClusterNode[]): string {
  const [first] = nodes;
  if (first === undefined) throw new Error("no node");
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(",");
  return `${first.url.slice(0, first.url.lastIndexOf("@"))}@${hosts}/${DATABASE}`;
}

/** A migrated database on a node that takes writes. */
export async function createOn(node: ClusterNode): Promise<void> {
  await onNode(node, `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
  const database = await openOn([node]);
  await migrate(database);
  await database.close();
}

/** A handle of a process of its own. */
export function openOn(
  nodes: readonly ClusterNode[],
  limits: Partial<ServerLimits> = {},
  replicas: readonly ClusterNode[] = [],
): Promise<MigratableDatabase> {
  const readUrl = replicas.length === 0 ? null : clusterUrl(...replicas);
  return openServer(clusterUrl(...nodes), readUrl, { ...SERVER_LIMITS, ...limits });
}

/** A statement on the database, on a connection of its own. */
export function inDatabase<T = Record<string, unknown>>(
  node: ClusterNode,
  ...statements: readonly string[]
): Promise<T[]> {
  return onNode<T>(node, `USE ${DATABASE}`, ...statements);
}
