import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { catchUp, holdBack, promote, startReplicated } from "../../scripts/databases/clusters.mjs";
import { freeSkus } from "../../src/model/free-skus.js";
import type { SnapshotDate } from "../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../src/model/tenant.js";
import { createQuestions } from "../../src/query/create-questions.js";
import type { Questions } from "../../src/query/questions.js";
import type { MigratableDatabase } from "../../src/store/database.js";
import { createQuestionStore } from "../../src/store/read/question-store.js";
import {
  CLUSTER_DAY,
  clusterTenant,
  type ClusterTenant,
  expectWholeOn,
  gateAt,
  importOn,
} from "../support/cluster/cluster-day.js";
import { createOn, inDatabase, openOn, startOrSkip } from "../support/cluster/start-cluster.js";
import { countRun } from "../support/count-run.js";

const SIZE = 120;
const AT = CLUSTER_DAY as SnapshotDate;
const { cluster, describeCluster } = await startOrSkip(startReplicated);
const { primary, replica } = cluster;

async function untilReplicated(): Promise<void> {
  const [row] = await inDatabase<{ done: string }>(primary, "SELECT @@GLOBAL.gtid_executed AS done");
  await inDatabase(replica, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${row?.done}', 60)`);
}

function questionsOn(database: MigratableDatabase): Questions {
  const calendar = { now: () => new Date(`${CLUSTER_DAY}T20:00:00Z`) };
  return createQuestions({ store: createQuestionStore(database), calendar, freeSkus: freeSkus() });
}

async function countPeople(questions: Questions, { tenantId }: ClusterTenant, at: SnapshotDate | null = AT) {
  const input = { at, tenantIds: [tenantId] };
  return (await questions.users(ALL_TENANTS, input, { licenses: false, totalCount: true })).totalCount;
}

describeCluster("a MySQL with an asynchronous replica", () => {
  let database: MigratableDatabase;

  beforeEach(async () => {
    if (!(await inDatabase(primary).catch(() => null))) await createOn(primary);
    await untilReplicated();
    database = await openOn([primary], { askMs: 1_000 }, [replica]);
  });
  afterEach(() => database.close());

  it("answers about a day just sealed, on the replica or, while that is behind, on the primary", async () => {
    const questions = questionsOn(database);
    const tenant = await clusterTenant(database, SIZE);
    for (let n = 0; n < 10; n += 1) await countPeople(questions, tenant, null); // the dictionaries are in memory
    const tenants = await Promise.all(Array.from({ length: 5 }, () => clusterTenant(database, SIZE)));

    for (const each of tenants) {
      expect(await importOn(database, each)).toMatchObject({ kind: "sealed" });
      expect(await countPeople(questions, each)).toBe(each.copies[0].users.length);
    }

    countRun("MySQL with a replica: own seals read at once", tenants.length);
  });

  it("waits for a replica that is behind, and asks the primary for a day that does not come", async () => {
    const questions = questionsOn(database);
    const tenant = await clusterTenant(database, SIZE);
    await untilReplicated();
    await holdBack(replica);
    await importOn(database, tenant);
    expect(await countPeople(questions, tenant, null)).toBe(0);

    expect(await countPeople(questions, tenant)).toBe(tenant.copies[0].users.length);

    const asked = countPeople(questions, tenant);
    await catchUp(replica);
    expect(await asked).toBe(tenant.copies[0].users.length);
  });

  it("never answers with less while the primary is gone, and after a lagging replica was promoted refuses the old writer", async () => {
    const questions = questionsOn(database);
    const tenant = await clusterTenant(database, SIZE);
    await untilReplicated();
    const old = await openOn([primary, replica], { askMs: 1_000 });
    await holdBack(replica);
    const gate = gateAt(0);
    const sleeper = importOn(old, tenant, { plan: { beforePage: gate.beforePage } });
    await gate.arrived;
    const lost = await leaseOn(primary, tenant);
    const sealedElsewhere = await clusterTenant(database, SIZE);
    await importOn(database, sealedElsewhere);

    await primary.kill();
    await expect(countPeople(questions, tenant)).rejects.toMatchObject({ code: "STALE" });
    await promote(replica);
    const next = await openOn([replica]);
    const waiting = gateAt(0);
    const winner = importOn(next, tenant, { copy: tenant.copies[1], plan: { beforePage: waiting.beforePage } });
    await waiting.arrived;
    const taken = await leaseOn(replica, tenant);
    expect(taken).toMatchObject({ fence: lost.fence, write_no: lost.write_no });
    expect(taken.token).not.toBe(lost.token);
    gate.open();

    expect(await sleeper).toMatchObject({ kind: "failed", reason: "LEASE_LOST" });
    waiting.open();
    expect(await winner).toMatchObject({ kind: "sealed", revision: 1 });
    await expectWholeOn([replica], tenant, tenant.copies[1]);
    await Promise.all([old.close(), next.close()]);
    countRun("MySQL with a replica: old writers refused after a promotion", 1);
  }, 120_000);
});

async function leaseOn(node: typeof primary, { tenantNo }: ClusterTenant) {
  const sql = `SELECT fence, write_no, HEX(lease_token) AS token FROM tenant WHERE tenant_no = ${tenantNo}`;
  const [row] = await inDatabase<{ fence: number; write_no: number; token: string }>(node, sql);
  if (row === undefined) throw new Error("no such tenant on this node");
  return row;
}
