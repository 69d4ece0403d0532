import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { FailureCode } from "../../../src/model/failure.js";
import { parseGuid } from "../../../src/model/guid.js";
import type { RetryPolicy } from "../../../src/model/retry-policy.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import type { TenantId } from "../../../src/model/tenant.js";
import type { Database } from "../../../src/store/database.js";
import { ScheduleStore } from "../../../src/store/write/schedule-store.js";
import { SnapshotWriter } from "../../../src/store/write/snapshot-writer.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import type { TenantRun } from "../../../src/store/write/tenant-run.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const MONDAY = parseSnapshotDate("day", "2026-03-02");
const TUESDAY = parseSnapshotDate("day", "2026-03-03");
const HOUR = 3_600_000;
const POLICY: RetryPolicy = {
  mostAttempts: 3,
  mostRefusals: 2,
  firstWait: HOUR,
  longestWait: 2 * HOUR,
  refusalWait: 5 * HOUR,
};
const STATS = { pages: 0, retries: 0 };

function tenant(no: number): TenantId {
  return parseGuid("id", `00000000-0000-4000-8000-${String(no).padStart(12, "0")}`);
}

describeEachDatabase("what is due", (create) => {
  let opened: OpenedDatabase;
  let database: Database;
  let schedule: ScheduleStore;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
    schedule = new ScheduleStore(database, POLICY);
  });

  beforeEach(async () => {
    for (const table of ["tenant", "snapshot", "held_day", "import_run"]) await run(`DELETE FROM ${table}`);
    await sync([1, 2], MONDAY);
  });

  afterAll(() => opened.close());

  async function run(sql: string, parameters: unknown[] = []): Promise<void> {
    await database.transaction((session) => session.run(sql, parameters));
  }

  function sync(numbers: number[], day = MONDAY) {
    const customers = numbers.map((no) => ({ tenantId: tenant(no), name: `Tenant ${no}`, defaultDomain: null }));
    return new TenantStore(database).sync(customers, day);
  }

  async function open(no: number, day = MONDAY): Promise<TenantRun> {
    const writer = new SnapshotWriter(database, { owner: "t", leaseMs: 60_000, time: () => 0, calendarIsSet: true });
    const opening = await writer.open({ tenantId: tenant(no), day, again: null });
    if (opening.kind !== "opened") throw new Error(opening.kind);
    return opening.run;
  }

  async function fail(no: number, code: FailureCode, notBefore: Date | null = null): Promise<void> {
    await (await open(no)).fail({ code, detail: "as the test asked", notBefore }, STATS);
  }

  function complete(run: TenantRun, held = false) {
    const counts = { users: 1, skus: 1, assignments: 1 };
    return run.complete({ ...counts, contentHash: Buffer.alloc(32), checks: [], held }, STATS);
  }

  /** Time passes for what the store has kept, which goes by the database's clock. */
  const hoursPass = (hours: number) =>
    run("UPDATE import_run SET started_at = started_at - ?, finished_at = finished_at - ?", [
      hours * HOUR,
      hours * HOUR,
    ]);

  async function states(day = MONDAY): Promise<string[]> {
    return (await schedule.of(day)).map(({ state }) => state);
  }

  it("is every expected day that nobody tried", async () => {
    expect(await schedule.of(MONDAY)).toEqual([
      { tenantId: tenant(1), state: "due", attempts: 0, nextAttemptAt: new Date(0), leasedForMs: 0, people: 0 },
      { tenantId: tenant(2), state: "due", attempts: 0, nextAttemptAt: new Date(0), leasedForMs: 0, people: 0 },
    ]);
    expect(await schedule.of(parseSnapshotDate("day", "2026-03-01"))).toEqual([]);
  });

  it("is no day of a tenant that is gone", async () => {
    await sync([2], TUESDAY);

    expect((await schedule.of(TUESDAY)).map(({ tenantId }) => tenantId)).toEqual([tenant(2)]);
    expect(await schedule.ofTenant(tenant(1), TUESDAY)).toBeNull();
    expect(await schedule.ofTenant(tenant(2), TUESDAY)).toMatchObject({ state: "due" });
  });

  it("is neither a sealed day nor a held or rejected one, and the next day is due again", async () => {
    await complete(await open(1));
    await complete(await open(2), true);
    expect(await states()).toEqual(["done", "done"]);

    await new SuspectStore(database).reject({ tenantId: tenant(2), day: MONDAY, actor: "a test" });

    expect(await states()).toEqual(["done", "done"]);
    expect(await states(TUESDAY)).toEqual(["due", "due"]);
  });

  it("is not a day that somebody imports, and is at once when he died", async () => {
    await open(1);
    expect(await states()).toEqual(["running", "due"]);

    await run("UPDATE tenant SET lease_until = 1");

    expect(await schedule.ofTenant(tenant(1), MONDAY)).toMatchObject({ state: "due", attempts: 1 });
  });

  it("is a failed day when its wait is over, as often as the policy says", async () => {
    await fail(1, "MICROSOFT_UNAVAILABLE");
    expect(await states()).toEqual(["waiting", "due"]);
    await hoursPass(1.3);
    expect(await states()).toEqual(["due", "due"]);

    await fail(1, "MICROSOFT_UNAVAILABLE");
    await hoursPass(1.3);
    expect(await states()).toEqual(["waiting", "due"]);
    await hoursPass(2);
    expect(await states()).toEqual(["due", "due"]);

    await fail(1, "MICROSOFT_UNAVAILABLE");
    await hoursPass(100);
    expect(await schedule.ofTenant(tenant(1), MONDAY)).toEqual({
      tenantId: tenant(1),
      state: "given-up",
      attempts: 3,
      nextAttemptAt: null,
      leasedForMs: 0,
      people: 0,
    });
  });

  it("says when the next attempt comes, and not before Microsoft's time", async () => {
    const later = new Date(Date.now() + 30 * HOUR);
    await fail(1, "CONSENT_MISSING");
    await fail(2, "THROTTLED", later);

    const [refused, throttled] = await schedule.of(MONDAY);

    const wait = (refused?.nextAttemptAt?.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(4.9 * HOUR);
    expect(wait).toBeLessThan(6.1 * HOUR);
    expect(throttled).toMatchObject({ state: "waiting", nextAttemptAt: later });
    expect(await states(TUESDAY)).toEqual(["due", "waiting"]);
  });

  it("does not count what was paused or stopped as an attempt", async () => {
    await (await open(1)).pause({ code: "REFRESH_TOKEN_EXPIRED", detail: "AADSTS700082" });
    await (await open(2)).stop();

    expect(await schedule.of(MONDAY)).toMatchObject([
      { state: "due", attempts: 0 },
      { state: "due", attempts: 0 },
    ]);
  });

  it("counts a fault of ours", async () => {
    await (await open(1)).abandon();

    expect(await schedule.ofTenant(tenant(1), MONDAY)).toMatchObject({ state: "waiting", attempts: 1 });
  });

  it("looks through more tenants than one statement holds", async () => {
    await sync(Array.from({ length: 1_203 }, (_, index) => index + 1));
    await complete(await open(1_100));

    const found = await schedule.of(MONDAY);

    expect(found).toHaveLength(1_203);
    expect(found.filter(({ state }) => state === "due")).toHaveLength(1_202);
  }, 120_000);
});
