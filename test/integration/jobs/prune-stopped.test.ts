import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createPrune } from "../../../src/jobs/prune.js";
import { SILENT_LOG } from "../../../src/log.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Database } from "../../../src/store/database.js";
import { AccessLedger } from "../../../src/store/write/access-ledger.js";
import { takeLease } from "../../../src/store/write/lease.js";
import { Prune } from "../../../src/store/write/prune.js";
import { RetentionStore } from "../../../src/store/write/retention-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { Died, DyingDatabase } from "../../support/import/dying-database.js";
import {
  addTenant,
  contentRows,
  endLease,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../../support/import/import-workbench.js";
import { StoppingDatabase } from "../../support/import/stopping-database.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { answersOf } from "../../support/naive/naive-tenant.js";
import { randomDirectory, randomUser } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";

const FIRST = "2026-01-30" as SnapshotDate;
/** The last of each month stays, so every second day goes. */
const KEPT = [1, 3];
const TODAY = addDays(FIRST, 3);
const PEOPLE = 1_250;
/** Rows deleted in one transaction. */
const CHUNK = 1_000;
/** Nobody's version lives longer than a day, so two days that go take two versions of everybody: three transactions. */
const GONE = 2 * PEOPLE;
const LICENSED = 40;

/** Everybody differs from the day before; some have licenses, and others on every day. */
function copyOf(day: number): DayCopy {
  const random = new Random(day + 1);
  const users = Array.from({ length: PEOPLE }, (_, index) => {
    const { attributes, licenses, ...user } = randomUser(random, index);
    const stays = { ...user, attributes: { ...attributes, jobTitle: `day ${day}` } };
    return { ...stays, licenses: index < LICENSED ? licenses : [] };
  });
  return { users, skus: randomDirectory(random, 1).skus };
}

describeEachDatabase("a prune that is stopped on its way", (create) => {
  let bench: Workbench;
  let twin: TestTenant;
  let tenant: TestTenant;
  const copies = [0, 1, 2, 3].map(copyOf);

  beforeAll(async () => {
    bench = await openWorkbench(create);
    twin = await retiredTenant();
    await prune();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    tenant = await retiredTenant();
  });

  /** Its days are retired, and all their rows are there. */
  async function retiredTenant(): Promise<TestTenant> {
    const added = await addTenant(bench.database);
    for (const [index, copy] of copies.entries()) {
      const day = addDays(FIRST, index);
      await importDay({ snapshots: writerOf(bench.database), tenantId: added.tenantId, day, copy });
    }
    await prune();
    return added;
  }

  function prune(database: Database = bench.database, signal = new AbortController().signal): Promise<void> {
    const job = createPrune({
      prune: new Prune(database, { owner: "test", leaseMs: 60_000 }),
      retentionStore: new RetentionStore(bench.database),
      retention: { keepDays: null, thinAfterDays: 0 },
      revisionRetentionDays: 30,
      accesses: new AccessLedger(bench.database, () => TODAY),
      accessKeepDays: null,
      graceMs: 0,
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      log: SILENT_LOG,
    });
    return job(signal);
  }

  async function versions(): Promise<number> {
    const sql = "SELECT COUNT(*) AS count FROM user_version WHERE tenant_no = ?";
    const [row] = await bench.database.read((session) => session.rows<{ count: number }>(sql, [tenant.tenantNo]));
    return Number(row?.count);
  }

  /** Whether somebody else can have the tenant now. */
  async function isFree(): Promise<boolean> {
    const { database } = bench;
    const request = { tenantNo: tenant.tenantNo, owner: "another", milliseconds: 60_000 };
    const lease = await database.transaction((session) => takeLease(session, database.dialect, request));
    if (lease !== null) await endLease(database, tenant.tenantNo);
    return lease !== null;
  }

  async function expectKeptDays(): Promise<void> {
    expect(await tenant.stored.visible()).toEqual(KEPT.map((index) => `${addDays(FIRST, index)}/1`));
    for (const index of KEPT) {
      expect(await tenant.stored.at(addDays(FIRST, index), 1)).toEqual(answersOf(copies[index] as DayCopy));
    }
  }

  /** Every row that says something, but for whose it is and when it was written. */
  async function rowsOf({ tenantNo }: TestTenant): Promise<Record<string, unknown[]>> {
    const tables = Object.entries(await contentRows(bench.database, tenantNo));
    const plain = (line: string) => {
      const row = JSON.parse(line) as Record<string, unknown>;
      for (const own of ["tenant_no", "completed_at", "sealed_at", "retired_at"]) delete row[own];
      return JSON.stringify(row);
    };
    return Object.fromEntries(tables.map(([table, lines]) => [table, lines.map(plain).sort()]));
  }

  it("ends after the transaction it is at, gives its lease back, and ends at last with the rows of one never stopped", async () => {
    const before = await versions();

    for (const times of [1, 2]) {
      const stopping = new StoppingDatabase(bench.database, "DELETE FROM user_version");
      await expect(prune(stopping, stopping.signal)).rejects.toThrow("the worker stops");

      expect(await versions()).toBe(before - times * CHUNK);
      expect(await isFree()).toBe(true);
      await expectKeptDays();
    }
    await prune();

    expect(await versions()).toBe(before - GONE);
    await expectKeptDays();
    expect(await rowsOf(tenant)).toEqual(await rowsOf(twin));
  });

  it("may die at any statement: its lease runs out, and the next one goes on", async () => {
    const before = await versions();
    const left = new Set<number>();
    let held = 0;

    for (let at = 1; await diesAt(at); at += 1) {
      const gone = before - (await versions());
      if (!left.has(gone)) await expectKeptDays();
      left.add(gone);
      if (!(await isFree())) held += 1;
      await endLease(bench.database, tenant.tenantNo);
    }

    expect([...left]).toEqual([0, CHUNK, 2 * CHUNK, GONE]);
    expect(held).toBeGreaterThan(left.size);
    await expectKeptDays();
    expect(await rowsOf(tenant)).toEqual(await rowsOf(twin));
  });

  /** False: it was done before. */
  async function diesAt(at: number): Promise<boolean> {
    const dying = prune(new DyingDatabase(bench.database, { at, kind: "die" }));
    const died = await dying.then(
      () => false,
      (cause: unknown) => {
        if (cause instanceof Died) return true;
        throw cause;
      },
    );
    return died;
  }
});
