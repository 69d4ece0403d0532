import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Database, Session } from "../../../src/store/database.js";
import { Prune } from "../../../src/store/write/prune.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  addTenant,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../../support/import/import-workbench.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { answersOf } from "../../support/naive/naive-tenant.js";
import { randomDirectory } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { until } from "../../support/until.js";

const DAYS = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"] as const;
const KEPT_HOUR_MS = 3_600_000;

/** A database where no lease can be given back. */
function keepingLeases(database: Database): Database {
  const refusing = (session: Session): Session => ({
    rows: (sql, parameters) => session.rows(sql, parameters),
    run: async (sql, parameters) => {
      if (sql.includes("lease_until = 0")) throw new Error("refused");
      return session.run(sql, parameters);
    },
  });
  return {
    dialect: database.dialect,
    read: (work) => database.read(work),
    transaction: (work, options) => database.transaction((session) => work(refusing(session)), options),
    close: async () => {},
  };
}

describeEachDatabase("prune", (create) => {
  let bench: Workbench;
  let tenant: TestTenant;
  let prune: Prune;
  /** Every day other people altogether, so that each day has rows of its own. */
  const copies: DayCopy[] = DAYS.map((_, index) => randomDirectory(new Random(index + 1), 15));

  beforeAll(async () => {
    bench = await openWorkbench(create);
    prune = new Prune(bench.database, { owner: "prune", leaseMs: 60_000 });
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    tenant = await addTenant(bench.database);
    for (const [index, day] of DAYS.entries()) await importOne(day, copies[index] as DayCopy);
  });

  function importOne(day: string, copy: DayCopy, again: string | null = null) {
    return importDay({ snapshots: writerOf(bench.database), tenantId: tenant.tenantId, day, copy, again });
  }

  async function count(table: "user_version" | "person", where = "1 = 1"): Promise<number> {
    const sql = `SELECT COUNT(*) AS n FROM ${table} WHERE tenant_no = ? AND ${where}`;
    const [row] = await bench.database.read((session) => session.rows<{ n: number }>(sql, [tenant.tenantNo]));
    return Number(row?.n);
  }

  it("deletes nothing of a retired day while somebody may still be reading it", async () => {
    const before = await count("user_version");
    await prune.retireDays(tenant.tenantId, [DAYS[1] as SnapshotDate]);

    const deleted = await prune.purge(tenant.tenantId, KEPT_HOUR_MS);

    expect([deleted, await count("user_version")]).toEqual([0, before]);
  });

  it("deletes what only the retired day saw, and the other days answer as before", async () => {
    await prune.retireDays(tenant.tenantId, [DAYS[1] as SnapshotDate]);

    const deleted = await prune.purge(tenant.tenantId, 0);

    expect(deleted).toBeGreaterThan(0);
    for (const index of [0, 2, 3]) {
      expect(await tenant.stored.at(DAYS[index] as string, 1)).toEqual(answersOf(copies[index] as DayCopy));
    }
  });

  it("remembers that a sealed day saw somebody whose versions are gone", async () => {
    await prune.retireDays(tenant.tenantId, [DAYS[0] as SnapshotDate]);

    await prune.purge(tenant.tenantId, 0);

    expect(await count("person", "first_seq IS NOT NULL")).toBe((copies[0] as DayCopy).users.length);
    expect(await count("person", "first_seq IS NULL")).toBeGreaterThan(0);
  });

  it("retires an earlier revision once the later one has stood long enough, and imports go on", async () => {
    await importOne(DAYS[3], randomDirectory(new Random(9), 15), "a test");

    const tooEarly = await prune.retireRevisions(tenant.tenantId, KEPT_HOUR_MS);
    const retired = await prune.retireRevisions(tenant.tenantId, 0);
    await prune.purge(tenant.tenantId, 0);
    const next = await importOne("2026-03-06", copies[0] as DayCopy);

    expect([tooEarly, retired]).toEqual([0, 1]);
    expect(next).toMatchObject({ kind: "sealed" });
    expect(await tenant.stored.at("2026-03-06", 1)).toEqual(answersOf(copies[0] as DayCopy));
  });

  it("does not keep a lease alive that it could not give back", async () => {
    const { tenantId } = tenant;
    const unlucky = new Prune(keepingLeases(bench.database), { owner: "unlucky", leaseMs: 1_000 });
    await expect(unlucky.retireDays(tenantId, [DAYS[0] as SnapshotDate])).rejects.toThrow("refused");

    const purged = () => prune.purge(tenantId, 0).then(Boolean, () => false);
    await until(purged);

    expect(await tenant.stored.visible()).toHaveLength(DAYS.length - 1);
  });
});
