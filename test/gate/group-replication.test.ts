import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, expect, it } from "@jest/globals";
import { type ClusterNode, onNode, startGroup } from "../../scripts/databases/clusters.mjs";
import type { MigratableDatabase } from "../../src/store/database.js";
import type { ServerLimits } from "../../src/store/server-limits.js";
import { clusterTenant, expectWholeOn, gateAt, importOn } from "../support/cluster/cluster-day.js";
import { CommitHook } from "../support/cluster/commit-hook.js";
import { createOn, openOn, startOrSkip } from "../support/cluster/start-cluster.js";
import { countRun } from "../support/count-run.js";
import { endLease } from "../support/import/import-workbench.js";

const { cluster, describeCluster } = await startOrSkip(() => startGroup(3));
const { nodes } = cluster;

async function memberStates(node: ClusterNode) {
  return (await cluster.members(node).catch(() => [])).map(({ state }) => state);
}

async function primaryOf(node: ClusterNode): Promise<ClusterNode> {
  const primary = (await cluster.members(node)).find(({ role }) => role === "PRIMARY");
  return nodes.find(({ port }) => port === primary?.port) as ClusterNode;
}

/** Every member is there and has applied what the others committed. */
async function untilWhole(): Promise<void> {
  for (const node of nodes) {
    while ((await memberStates(node)).filter((state) => state === "ONLINE").length < nodes.length) await sleep(200);
  }
  const [{ done }] = (await onNode<{ done: string }>(
    await primaryOf(nodes[0]!),
    "SELECT @@GLOBAL.gtid_executed AS done",
  )) as [{ done: string }];
  for (const node of nodes) await onNode(node, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${done}', 60)`);
}

describeCluster("three nodes of Group Replication with one primary", () => {
  const opened: MigratableDatabase[] = [];

  async function open(limits: Partial<ServerLimits> = {}): Promise<MigratableDatabase> {
    const database = await openOn(nodes, limits);
    opened.push(database);
    return database;
  }

  beforeAll(() => createOn(nodes[0]!));
  afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())));

  it.each([
    ["in the middle of a day", (written: readonly string[]) => written.some((sql) => /^INSERT INTO person/.test(sql))],
    ["at the seal", (written: readonly string[]) => written.some((sql) => /SET complete_seq/.test(sql))],
  ])(
    "seal the day though the primary is killed at COMMIT %s",
    async (_, isChosen) => {
      const victim = await primaryOf(nodes[0]!);
      const database = await open();
      const tenant = await clusterTenant(database);
      let killed: Promise<void> | undefined;
      const hook = new CommitHook(database, isChosen, () => void (killed = sleep(1).then(() => victim.kill())));

      const outcome = await importOn(hook, tenant);

      expect(hook.wasMet).toBe(true);
      expect(outcome).toMatchObject({ kind: "sealed", revision: 1 });
      await killed;
      await cluster.rejoin(victim);
      await untilWhole();
      await expectWholeOn(nodes, tenant, tenant.copies[0]);
      countRun("Group Replication: primaries killed at COMMIT", 1);
    },
    240_000,
  );

  it("go on with a day while another node is made the primary", async () => {
    const database = await open();
    const tenant = await clusterTenant(database);
    const gate = gateAt(2);
    const importing = importOn(database, tenant, { plan: { beforePage: gate.beforePage } });
    await gate.arrived;
    const before = await primaryOf(nodes[0]!);
    const next = (await cluster.members(before)).find(({ role }) => role === "SECONDARY");

    await onNode(before, `SELECT group_replication_set_as_primary('${next?.id}')`);
    gate.open();

    expect(await importing).toMatchObject({ kind: "sealed", revision: 1 });
    expect((await primaryOf(before)).port).toBe(next?.port);
    await untilWhole();
    await expectWholeOn(nodes, tenant, tenant.copies[0]);
    countRun("Group Replication: planned switches", 1);
  }, 120_000);

  it("end a write that gets no answer because the majority is lost, and lose nothing once it is back", async () => {
    const database = await open({ statementMs: 3_000, patienceMs: 3_000 });
    const tenant = await clusterTenant(database);
    const primary = await primaryOf(nodes[0]!);
    const others = nodes.filter((node) => node !== primary);
    const gate = gateAt(2);
    const started = performance.now();
    const importing = importOn(database, tenant, { plan: { beforePage: gate.beforePage } });
    await gate.arrived;

    for (const node of others) node.freeze();
    gate.open();
    const outcome = await importing.catch((cause: unknown) => ({ kind: "thrown", cause }));

    expect(outcome.kind).toMatch(/^(thrown|failed)$/);
    expect(performance.now() - started).toBeLessThan(150_000);
    for (const node of others) node.thaw();
    await untilWhole();
    await endLease(database, tenant.tenantNo);
    expect(await importOn(database, tenant)).toMatchObject({ kind: "sealed", revision: 1 });
    await untilWhole();
    await expectWholeOn(nodes, tenant, tenant.copies[0]);
    countRun("Group Replication: majorities lost and back", 1);
  }, 240_000);
});
