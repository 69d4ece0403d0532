import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from "mysql2/promise";
import { type ClusterNode, onNode, startGalera } from "../../scripts/databases/clusters.mjs";
import type { MigratableDatabase, Session } from "../../src/store/database.js";
import { dialectOf } from "../../src/store/dialect.js";
import { JobTable } from "../../src/store/write/job-table.js";
import { passFence } from "../../src/store/write/lease.js";
import { clusterTenant, expectWholeOn, gateAt, importOn } from "../support/cluster/cluster-day.js";
import { ClusterWorkers, untilLost } from "../support/cluster/cluster-workers.js";
import { CommitHook } from "../support/cluster/commit-hook.js";
import { clusterUrl, createOn, inDatabase, openOn, startOrSkip } from "../support/cluster/start-cluster.js";
import { countRun } from "../support/count-run.js";
import { endLease } from "../support/import/import-workbench.js";
import { until } from "../support/until.js";

const LATE_ROWS = 200_000;
const JOBS = 60;
const { cluster, describeCluster } = await startOrSkip(() => startGalera(3));

/** A connection whose reads do not wait for what the cluster has committed elsewhere. */
async function hasty(node: ClusterNode) {
  const connection = await createConnection({ uri: clusterUrl(node), flags: ["FOUND_ROWS"] });
  await connection.query("SET SESSION wsrep_sync_wait = 0");
  return connection;
}

async function committed(node: ClusterNode): Promise<number> {
  const [row] = await onNode<{ Value: string }>(node, "SHOW GLOBAL STATUS LIKE 'wsrep_last_committed'");
  return Number(row?.Value);
}

/** Also where the node must first find back to the others. */
async function untilSynced(node: ClusterNode): Promise<void> {
  for (;;) {
    const [row] = await onNode<{ Value: string }>(node, "SHOW GLOBAL STATUS LIKE 'wsrep_local_state_comment'").catch(
      () => [],
    );
    if (row?.Value === "Synced") return;
    await sleep(100);
  }
}

describeCluster("three Galera nodes", () => {
  const [first, second, third] = (cluster.nodes ?? []) as [ClusterNode, ClusterNode, ClusterNode];
  const opened: MigratableDatabase[] = [];

  async function open(nodes: readonly ClusterNode[], limits = {}): Promise<MigratableDatabase> {
    const database = await openOn(nodes, limits);
    opened.push(database);
    return database;
  }

  beforeAll(() => createOn(first));
  afterAll(() => Promise.all(opened.map((database) => database.close())));

  /** Everything that the other two did not wait for: the second node applies one big change while they go on. */
  async function makeLate(): Promise<void> {
    await inDatabase(
      first,
      `CREATE TABLE late (id INT PRIMARY KEY, v INT NOT NULL, filler CHAR(100) CHARACTER SET latin1 NOT NULL,
         KEY (v), KEY (filler, v))`,
      `INSERT INTO late SELECT seq, 0, REPEAT('x', 100) FROM seq_1_to_${LATE_ROWS}`,
      "CREATE TABLE locked_fence (id INT PRIMARY KEY, fence INT NOT NULL)",
      "CREATE TABLE written (id INT PRIMARY KEY)",
      "INSERT INTO locked_fence VALUES (1, 1)",
    );
    await untilApplied(second);
    await inDatabase(first, "UPDATE late SET v = v + 1", "UPDATE locked_fence SET fence = 2");
  }

  async function untilApplied(node: ClusterNode): Promise<void> {
    while ((await committed(node)) < (await committed(first))) await sleep(50);
  }

  it("refuse the worker that slept through its lease on a node that applies late, and the day stays whole", async () => {
    const [sleeperHome, winnerHome] = [await open([second]), await open([first])];
    const tenant = await clusterTenant(winnerHome);
    const gate = gateAt(2);
    const sleeper = importOn(sleeperHome, tenant, { plan: { beforePage: gate.beforePage } });
    await gate.arrived;
    await makeLate();

    await endLease(winnerHome, tenant.tenantNo);
    const taken = gateAt(0);
    const winner = importOn(winnerHome, tenant, { copy: tenant.copies[1], plan: { beforePage: taken.beforePage } });
    await taken.arrived;
    const byLock = await behindLock(second);
    const byChange = await behindFence(second, tenant.tenantNo);
    const isLate = (await committed(second)) < (await committed(first));
    const ends = await Promise.all([commit(byLock), commit(byChange)]);
    taken.open();
    gate.open();

    expect({ isLate, ends }).toEqual({ isLate: true, ends: ["committed", 1213] });
    expect(await winner).toMatchObject({ kind: "sealed", revision: 1 });
    expect(await sleeper).toMatchObject({ kind: "failed", reason: "LEASE_LOST" });
    await untilApplied(second);
    await expectWholeOn(cluster.nodes, tenant, tenant.copies[1]);
    countRun("Galera: sleepers refused on a late node", 1);
  }, 180_000);

  it.each([
    [
      "in the middle of a day",
      () => first,
      (written: readonly string[]) => written.some((sql) => /^INSERT INTO person/.test(sql)),
    ],
    ["at the seal", () => second, (written: readonly string[]) => written.some((sql) => /SET complete_seq/.test(sql))],
  ])(
    "seal the day though the node that is written on is killed at COMMIT %s",
    async (_, victim, isChosen) => {
      const nodes = [victim(), ...cluster.nodes.filter((node) => node !== victim())];
      const home = await open(nodes);
      const tenant = await clusterTenant(home);
      let killed: Promise<void> | undefined;
      const hook = new CommitHook(home, isChosen, () => void (killed = sleep(1).then(() => victim().kill())));

      const outcome = await importOn(hook, tenant);

      expect(hook.wasMet).toBe(true);
      expect(outcome).toMatchObject({ kind: "sealed", revision: 1 });
      await killed;
      await expectWholeOn(nodes.slice(1), tenant, tenant.copies[0]);
      await cluster.rejoin(victim());
      await expectWholeOn(cluster.nodes, tenant, tenant.copies[0]);
      countRun("Galera: kills at COMMIT", 1);
    },
    120_000,
  );

  it("lose nothing and write nothing twice when the node that is written on stands still, then wakes", async () => {
    const wanderer = await open([first, second, third], { statementMs: 3_000 });
    const sleeperHome = await open([first], { statementMs: 120_000, patienceMs: 2_000 });
    const elsewhere = await open([third]);
    const [own, taken] = [await clusterTenant(elsewhere), await clusterTenant(elsewhere)];
    const gates = [gateAt(2), gateAt(2)] as const;
    const wandering = importOn(wanderer, own, { plan: { beforePage: gates[0].beforePage } });
    const sleeping = importOn(sleeperHome, taken, { plan: { beforePage: gates[1].beforePage } });
    await Promise.all(gates.map((gate) => gate.arrived));
    const ghost = await hasty(first);
    await ghost.query("START TRANSACTION");
    await ghost.query("UPDATE tenant SET content_epoch = content_epoch + 1000");

    first.freeze();
    for (const gate of gates) gate.open();
    expect(await wandering).toMatchObject({ kind: "sealed", revision: 1 });
    await endLease(elsewhere, taken.tenantNo);
    expect(await importOn(elsewhere, taken, { copy: taken.copies[1] })).toMatchObject({ kind: "sealed" });
    first.thaw();

    await expect(ghost.query("COMMIT")).rejects.toThrow();
    ghost.destroy();
    const outcome = await sleeping.catch((cause: unknown) => ({ kind: "failed", cause }));
    expect(outcome).toMatchObject({ kind: "failed" });
    await untilSynced(first);
    await expectWholeOn(cluster.nodes, own, own.copies[0]);
    await expectWholeOn(cluster.nodes, taken, taken.copies[1]);
    countRun("Galera: nodes frozen and thawed", 1);
  }, 180_000);

  it("run the jobs once more whose node was killed with its claims, and every other job once", async () => {
    const survivor = await open([second]);
    const workers = new ClusterWorkers();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const stuck = { worker: "stuck", lockMs: 3_000, run: untilLost };
    const moving = { worker: "moving", lockMs: 60_000, run: () => held };
    await workers.start(await open([first], { patienceMs: 2_000 }), stuck);
    await workers.start(await open([first, third, second]), moving);
    const keys = await workers.enqueue(survivor, JOBS);
    await until(() => workers.heldBy("stuck").length === 3 && workers.heldBy("moving").length === 3);
    const quick = { lockMs: 60_000, run: async () => {} };
    await workers.start(survivor, { worker: "second", ...quick });
    await workers.start(await open([third]), { worker: "third", ...quick });
    await until(() => workers.ended.length === JOBS - 6);

    await first.kill();
    letGo();
    await until(() => workers.ended.length >= JOBS);
    await until(async () => (await new JobTable(survivor).counts()).running === 0);
    await until(() => workers.aborted.length === 3);
    await workers.drain();

    const lost = workers.heldBy("stuck").sort();
    const again = workers.claims.filter(({ worker, key }) => worker !== "stuck" && lost.includes(key));
    expect(workers.ended.map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect(workers.aborted.map(({ key }) => key).sort()).toEqual(lost);
    expect(again.map(({ key }) => key).sort()).toEqual(lost);
    expect(workers.claims).toHaveLength(JOBS + lost.length);
    expect(new Set(workers.claims.map(({ token }) => token)).size).toBe(workers.claims.length);
    expect(await new JobTable(survivor).counts()).toEqual({ queued: 0, running: 0 });
    countRun("Galera: claims taken over from a killed node", lost.length);
  }, 120_000);
});

/** What a fence that only locks its row would allow: a lock is not part of what the cluster compares. */
function behindLock(node: ClusterNode): Promise<Connection> {
  return begin(node, "SELECT fence FROM locked_fence WHERE id = 1 FOR UPDATE", "INSERT INTO written VALUES (1)");
}

/** The fence as it is, with the lease that this node still shows: the sleeper's. */
async function behindFence(node: ClusterNode, tenantNo: number): Promise<Connection> {
  const connection = await hasty(node);
  const session: Session = {
    rows: async <T extends object>(sql: string) => (await connection.query<(T & RowDataPacket)[]>(sql))[0],
    run: async (sql, parameters = []) =>
      (await connection.query<ResultSetHeader>(sql, [...parameters]))[0].affectedRows,
  };
  const [axis] = await session.rows<{ fence: number; token: Buffer; writeNo: number }>(
    `SELECT fence, lease_token AS token, write_no AS writeNo FROM tenant WHERE tenant_no = ${tenantNo}`,
  );
  if (axis === undefined) throw new Error("no such tenant");
  await session.run("START TRANSACTION");
  const lease = { ...axis, tenantNo, milliseconds: 60_000, seq: 0, completeSeq: 0, nextUserNo: 0 };
  expect(await passFence(session, dialectOf("mariadb"), lease)).toBe(true);
  await session.run("INSERT INTO written VALUES (2)");
  return connection;
}

async function begin(node: ClusterNode, fence: string, write: string): Promise<Connection> {
  const connection = await hasty(node);
  for (const statement of ["START TRANSACTION", fence, write]) await connection.query(statement);
  return connection;
}

async function commit(connection: Connection): Promise<number | "committed"> {
  try {
    await connection.query("COMMIT");
    return "committed";
  } catch (cause) {
    return (cause as { errno: number }).errno;
  } finally {
    connection.destroy();
  }
}
