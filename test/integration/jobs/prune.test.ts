import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createPrune, type PruneJobDeps } from "../../../src/jobs/prune.js";
import { SILENT_LOG } from "../../../src/log.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { AccessLedger } from "../../../src/store/write/access-ledger.js";
import { takeLease } from "../../../src/store/write/lease.js";
import { Prune } from "../../../src/store/write/prune.js";
import { RetentionStore } from "../../../src/store/write/retention-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  addTenant,
  endLease,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../../support/import/import-workbench.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { answersOf } from "../../support/naive/naive-tenant.js";
import { changedDirectory, randomDirectory } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";

const FIRST = "2026-01-28" as SnapshotDate;
const DAYS = 8;
const TODAY = addDays(FIRST, DAYS - 1);
const SIZE = 30;

describeEachDatabase("retention by itself", (create) => {
  let bench: Workbench;
  let tenant: TestTenant;
  let copies: DayCopy[];

  beforeAll(async () => {
    bench = await openWorkbench(create);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    tenant = await addTenant(bench.database);
    const random = new Random(5);
    copies = [randomDirectory(random, SIZE)];
    for (let day = 1; day < DAYS; day += 1)
      copies.push(changedDirectory(random, copies[day - 1] as DayCopy, SIZE, 0.3));
    for (const [index, copy] of copies.entries()) await seal(addDays(FIRST, index), copy);
  });

  function seal(day: SnapshotDate, copy: DayCopy, again: string | null = null) {
    return importDay({ snapshots: writerOf(bench.database), tenantId: tenant.tenantId, day, copy, again });
  }

  function prune(deps: Partial<PruneJobDeps> = {}): Promise<void> {
    const job = createPrune({
      prune: new Prune(bench.database, { owner: "test", leaseMs: 60_000 }),
      retentionStore: new RetentionStore(bench.database),
      retention: { keepDays: null, thinAfterDays: 3 },
      revisionRetentionDays: 30,
      accesses: new AccessLedger(bench.database, () => TODAY),
      accessKeepDays: null,
      graceMs: 0,
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      log: SILENT_LOG,
      ...deps,
    });
    return job(new AbortController().signal);
  }

  async function rowOf<T extends object>(sql: string): Promise<T> {
    const [row] = await bench.database.read((session) => session.rows<T>(sql, [tenant.tenantNo]));
    return row as T;
  }

  const fence = async () => (await rowOf<{ fence: number }>("SELECT fence FROM tenant WHERE tenant_no = ?")).fence;
  const versions = async () =>
    Number((await rowOf<{ count: number }>("SELECT COUNT(*) AS count FROM user_version WHERE tenant_no = ?")).count);

  it("thins to the last day a month has, deletes the rest, and answers as before on what it keeps", async () => {
    const before = await versions();

    await prune();
    await prune();

    const kept = ["2026-01-31/1", "2026-02-01/1", "2026-02-02/1", "2026-02-03/1", "2026-02-04/1"];
    expect(await tenant.stored.visible()).toEqual(kept.slice(0, 1).concat(kept.slice(1)));
    expect(await versions()).toBeLessThan(before);
    for (const index of [3, 4, 5, 6, 7]) {
      expect(await tenant.stored.at(addDays(FIRST, index), 1)).toEqual(answersOf(copies[index] as DayCopy));
    }
  });

  it("removes what is too old altogether", async () => {
    await prune({ retention: { keepDays: 2, thinAfterDays: null } });

    expect(await tenant.stored.visible()).toEqual(["2026-02-02/1", "2026-02-03/1", "2026-02-04/1"]);
  });

  it("keeps everything when nothing is set, and takes no lease where there is nothing to do", async () => {
    const before = await fence();

    await prune({ retention: { keepDays: null, thinAfterDays: null } });

    expect(await fence()).toBe(before);
    expect(await tenant.stored.visible()).toHaveLength(DAYS);
  });

  it("has nothing to do once everything is done", async () => {
    await prune();
    await prune();
    const before = await fence();

    await prune();

    expect(await fence()).toBe(before);
  });

  it("lets what began before the days were retired go on reading them for the grace", async () => {
    const before = await versions();

    await prune({ graceMs: 3_600_000 });
    await prune({ graceMs: 3_600_000 });

    expect(await tenant.stored.visible()).toHaveLength(5);
    expect(await versions()).toBe(before);
  });

  it("leaves a tenant that is being imported for the next time, and goes on with the others", async () => {
    const busy = tenant;
    const { dialect } = bench.database;
    const lease = { tenantNo: busy.tenantNo, owner: "importer", milliseconds: 60_000 };
    await bench.database.transaction((session) => takeLease(session, dialect, lease));
    tenant = await addTenant(bench.database);
    for (const [index, copy] of copies.entries()) await seal(addDays(FIRST, index), copy);

    await prune();
    expect(await busy.stored.visible()).toHaveLength(DAYS);
    expect(await tenant.stored.visible()).toHaveLength(5);

    await endLease(bench.database, busy.tenantNo);
    await prune();
    expect(await busy.stored.visible()).toHaveLength(5);
  });

  it("does the others when one tenant's records cannot be removed, and fails then", async () => {
    const spoilt = tenant;
    tenant = await addTenant(bench.database);
    for (const [index, copy] of copies.entries()) await seal(addDays(FIRST, index), copy);
    const fault = new Error("a broken row");
    const ledger = new AccessLedger(bench.database, () => TODAY);
    const accesses: PruneJobDeps["accesses"] = {
      forgetSome: async (tenantId, before) => {
        if (tenantId === spoilt.tenantId) throw fault;
        return ledger.forgetSome(tenantId, before);
      },
    };

    await expect(prune({ accesses, accessKeepDays: 10 })).rejects.toBe(fault);

    expect(await spoilt.stored.visible()).toHaveLength(DAYS);
    expect(await tenant.stored.visible()).toHaveLength(5);
  });

  it("ends earlier revisions when they have stood long enough", async () => {
    await seal(TODAY, copies[0] as DayCopy, "a test");
    const all = { keepDays: null, thinAfterDays: null };
    await prune({ retention: all });
    expect(await revisions()).toEqual([1, 2]);

    await prune({ retention: all, revisionRetentionDays: 0 });

    expect(await revisions()).toEqual([2]);
  });

  it("removes records of what was read that are too old, more of them than one transaction holds, of every tenant", async () => {
    const other = await addTenant(bench.database);
    const ten = addDays(TODAY, -10);
    await addAccesses(tenant, addDays(ten, -1), 1_001);
    await addAccesses(tenant, ten, 3);
    await addAccesses(other, addDays(ten, -1), 1);

    await prune({ accessKeepDays: null });
    expect(await accessesOf(tenant)).toBe(1_004);

    await prune({ accessKeepDays: 11 });
    expect([await accessesOf(tenant), await accessesOf(other)]).toEqual([1_004, 1]);

    await prune({ accessKeepDays: 10 });
    expect([await accessesOf(tenant), await accessesOf(other)]).toEqual([3, 0]);
  });

  it("goes on removing records where the last run was stopped, and of a tenant that is being imported too", async () => {
    await addAccesses(tenant, addDays(TODAY, -11), 1_001);
    const { dialect } = bench.database;
    const lease = { tenantNo: tenant.tenantNo, owner: "importer", milliseconds: 60_000 };
    await bench.database.transaction((session) => takeLease(session, dialect, lease));
    const ledger = new AccessLedger(bench.database, () => TODAY);
    expect(await ledger.forgetSome(tenant.tenantId, addDays(TODAY, -10))).toBe(true);
    expect(await accessesOf(tenant)).toBeGreaterThan(0);

    await prune({ accessKeepDays: 10 });

    expect(await accessesOf(tenant)).toBe(0);
  });

  async function addAccesses({ tenantNo }: TestTenant, of: SnapshotDate, count: number): Promise<void> {
    const columns = `tenant_no, client_request_id, day, kind, endpoint, resource, fields, application_id, state, started_at,
      requests, pages, items`;
    const row = `(?, ?, ?, 'LISTING', 'GET /v1.0/users', 'r', '', '00000000-0000-4000-8000-000000000000', 'OK', 1, 1, 1, 1)`;
    for (let left = count; left > 0; left -= 500) {
      const many = Math.min(left, 500);
      const values = Array.from({ length: many }, () => [tenantNo, randomBytes(16), of]).flat();
      const sql = `INSERT INTO access (${columns}) VALUES ${Array<string>(many).fill(row).join(", ")}`;
      await bench.database.transaction((session) => session.run(sql, values));
    }
  }

  async function accessesOf({ tenantNo }: TestTenant): Promise<number> {
    const sql = "SELECT COUNT(*) AS count FROM access WHERE tenant_no = ?";
    const [row] = await bench.database.read((session) => session.rows<{ count: number }>(sql, [tenantNo]));
    return Number(row?.count);
  }

  async function revisions(): Promise<number[]> {
    const sql =
      "SELECT revision FROM snapshot WHERE tenant_no = ? AND day = ? AND retired_at IS NULL ORDER BY revision";
    const rows = await bench.database.read((session) =>
      session.rows<{ revision: number }>(sql, [tenant.tenantNo, TODAY]),
    );
    return rows.map(({ revision }) => revision);
  }
});
