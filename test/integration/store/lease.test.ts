import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../../src/store/database.js";
import { askWitness, type Lease, passFence, takeLease } from "../../../src/store/write/lease.js";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import { OperatorActions } from "../../../src/store/write/operator-actions.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const TENANT = parseGuid("id", "00000000-0000-4000-8000-000000000001");
const MONDAY = parseSnapshotDate("day", "2026-03-02");
const CHECKS = JSON.stringify([{ code: "USERS_HALVED", ok: false, message: "m", expected: 9, actual: 1, skuId: null }]);

describeEachDatabase("a tenant", (create) => {
  let opened: OpenedDatabase;
  let database: Database;
  let tenantNo: number;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });

  afterAll(() => opened.close());

  beforeEach(async () => {
    for (const table of ["tenant", "snapshot", "held_day", "import_run", "operator_action"]) {
      await database.transaction((session) => session.run(`DELETE FROM ${table}`));
    }
    await new TenantStore(database).sync([{ tenantId: TENANT, name: "Contoso", defaultDomain: null }], MONDAY);
    const [row] = await database.read((session) => session.rows<{ no: number }>("SELECT tenant_no AS no FROM tenant"));
    tenantNo = row?.no ?? 0;
  });

  function take(owner: string, milliseconds: number, on = database): Promise<Lease | null> {
    return on.transaction((session) => takeLease(session, on.dialect, { tenantNo, owner, milliseconds }));
  }

  const pass = (lease: Lease) => database.transaction((session) => passFence(session, database.dialect, lease));
  const witness = (lease: Lease) => database.transaction((session) => askWitness(session, database.dialect, lease));

  it("is leased to one of two workers that ask at once", async () => {
    const leases = await Promise.all([take("one", 60_000), take("two", 60_000, opened.another)]);

    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it("lets its holder pass once for each write number, and shows it to the witness", async () => {
    const lease = (await take("one", 60_000)) as Lease;
    expect(await witness(lease)).toBe("not-applied");

    expect(await pass(lease)).toBe(true);

    expect(await witness(lease)).toBe("applied");
    expect(await pass(lease)).toBe(false);
  });

  it("lets a worker that slept through its lease write nothing more", async () => {
    const sleeper = (await take("sleeper", 20)) as Lease;
    await sleep(60);
    const next = (await take("next", 60_000)) as Lease;

    expect(await pass(sleeper)).toBe(false);
    expect(await witness(sleeper)).toBe("lost");
    expect(next.fence).toBe(sleeper.fence + 1);
    expect(next.seq).toBe(sleeper.seq + 1);
    expect(await pass(next)).toBe(true);
  });

  it("fences by the token too, should a failover give the same fence twice", async () => {
    const lease = (await take("one", 60_000)) as Lease;

    expect(await pass({ ...lease, token: Buffer.alloc(16, 1) })).toBe(false);
  });

  async function hold(): Promise<void> {
    const cells = [tenantNo, MONDAY, 7, 1, 1_000, 3, 2, 1, Buffer.alloc(32, 1), CHECKS];
    await database.transaction(async (session) => {
      await session.run(`INSERT INTO held_day VALUES (${cells.map(() => "?").join(", ")})`, cells);
      await session.run(
        `INSERT INTO import_run (tenant_no, seq, day, fence, state, started_at, pages, users, retries)
         VALUES (?, 7, ?, 1, 'HELD', 1, 1, 3, 0)`,
        [tenantNo, MONDAY],
      );
    });
  }

  async function state() {
    return database.read(async (session) => ({
      days: await session.rows("SELECT day, revision, seq, user_count FROM snapshot ORDER BY revision"),
      held: await session.rows("SELECT day FROM held_day"),
      runs: await session.rows("SELECT state, failure_code FROM import_run"),
      epochs: await session.rows("SELECT content_epoch FROM tenant"),
    }));
  }

  it("lists its held day with the checks", async () => {
    await hold();

    expect(await new SuspectStore(database).list()).toEqual([
      {
        ...{ tenantId: TENANT, day: MONDAY, completedAt: new Date(1_000), users: 3, skus: 2 },
        checks: JSON.parse(CHECKS) as unknown,
      },
    ]);
  });

  it("shows a held day as its highest revision + 1 once it is accepted", async () => {
    await hold();
    const suspect = new SuspectStore(database);
    await suspect.accept({ tenantId: TENANT, day: MONDAY, actor: "a test" });
    await database.transaction((session) => session.run("DELETE FROM import_run"));
    await hold();
    await database.transaction((session) => session.run("UPDATE snapshot SET seq = 6"));

    expect(await suspect.accept({ tenantId: TENANT, day: MONDAY, actor: "a test" })).toEqual({ revision: 2 });

    expect(await state()).toEqual({
      days: [
        { day: MONDAY, revision: 1, seq: 6, user_count: 3 },
        { day: MONDAY, revision: 2, seq: 7, user_count: 3 },
      ],
      held: [],
      runs: [{ state: "ACCEPTED", failure_code: null }],
      epochs: [{ content_epoch: 2 }],
    });
  });

  it("never shows a rejected day", async () => {
    await hold();

    await new SuspectStore(database).reject({ tenantId: TENANT, day: MONDAY, actor: "a test" });

    expect(await state()).toEqual({
      days: [],
      held: [],
      runs: [{ state: "REJECTED", failure_code: "REJECTED" }],
      epochs: [{ content_epoch: 1 }],
    });
  });

  it("refuses to decide a day that nobody holds, and changes nothing", async () => {
    await expect(
      new SuspectStore(database).accept({ tenantId: TENANT, day: MONDAY, actor: "a test" }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });

    expect((await state()).epochs).toEqual([{ content_epoch: 0 }]);
  });

  it("lets one of two operators decide", async () => {
    await hold();

    const decided = await Promise.allSettled([
      new SuspectStore(database).accept({ tenantId: TENANT, day: MONDAY, actor: "a test" }),
      new SuspectStore(opened.another).reject({ tenantId: TENANT, day: MONDAY, actor: "a test" }),
    ]);

    expect(decided.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    const [action, ...more] = await new OperatorActions(database).list(10);
    expect(action).toMatchObject({ actor: "a test", tenantId: TENANT, day: MONDAY, detail: null });
    expect(more).toEqual([]);
    expect((await state()).held).toEqual([]);
  });
});
