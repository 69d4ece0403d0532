import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createDiffSnapshots } from "../../../src/jobs/diff-snapshots.js";
import { createFindUntold } from "../../../src/jobs/find-untold.js";
import type { JobQueue } from "../../../src/jobs/job-queue.js";
import { SILENT_LOG } from "../../../src/log.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { ChangeSummaryStore } from "../../../src/store/write/change-summary.js";
import { EventStore } from "../../../src/store/write/event-store.js";
import { Prune } from "../../../src/store/write/prune.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { naiveChanges, type NaiveChange } from "../../support/naive/naive-changes.js";
import { Random } from "../../support/naive/random.js";
import { createRandomWorld, type RandomTenant, type RandomWorld } from "../../support/query/random-world.js";

const seed = Number(process.env["DIFF_SEED"] ?? Math.floor(Math.random() * 1_000_000));

describeEachDatabase(`the changes of a sealed day, seed ${seed} (DIFF_SEED)`, (create) => {
  let world: RandomWorld;
  let tenant: RandomTenant;
  let sealed: SnapshotDate[];
  let summaries: ChangeSummaryStore;
  let run: (tenantId: TenantId, day: SnapshotDate) => Promise<void>;

  beforeEach(async () => {
    world = await createRandomWorld(create, new Random(seed), { tenants: 2, days: 9, size: 10 });
    tenant = world.tenants[0]!;
    sealed = [...tenant.copies.keys()];
    const { database } = world.workbench;
    summaries = new ChangeSummaryStore(database);
    const events = new EventStore(database, []);
    const job = createDiffSnapshots({ store: world.store, summaries, events, log: SILENT_LOG });
    const { signal } = new AbortController();
    run = (tenantId, day) => job({ tenantId, day }, { signal });
  });

  afterEach(() => world.workbench.close());

  const rows = (sql: string, parameters: unknown[] = []) =>
    world.workbench.database.read((session) => session.rows<Record<string, string | number>>(sql, parameters));

  const summaryOf = (day: SnapshotDate) =>
    rows(
      `SELECT c.kind, COALESCE(k.sku_id, '') AS sku, c.people, c.seats FROM change_summary c
       JOIN snapshot s ON s.tenant_no = c.tenant_no AND s.seq = c.seq LEFT JOIN sku k ON k.sku_no = c.sku_no
       WHERE c.tenant_no = ? AND s.day = ?`,
      [tenant.tenantNo, day],
    ).then((found) => found.map(({ kind, sku, people, seats }) => `${kind} ${sku} ${people} ${seats}`).sort());

  /** Counted from whole copies, one set of people for each line. */
  function naiveSummary(before: DayCopy, after: DayCopy, seen: (id: string) => boolean): string[] {
    const lines = new Map<string, { people: Set<string>; seats: number }>([["ANY ", { people: new Set(), seats: 0 }]]);
    const count = (key: string, { person, units, kind }: NaiveChange, seats: boolean) => {
      const line = lines.get(key) ?? { people: new Set<string>(), seats: 0 };
      if (person) line.people.add(person);
      if (units && seats && kind !== "UNITS_CHANGED") line.seats += (units[1] ?? 0) - (units[0] ?? 0);
      lines.set(key, line);
    };
    for (const change of naiveChanges(before, after, seen)) {
      count("ANY ", change, false);
      count(`${change.kind} `, change, true);
      if (change.sku) count(`${change.kind} ${change.sku}`, change, true);
    }
    return [...lines].map(([key, { people, seats }]) => `${key} ${people.size} ${seats}`).sort();
  }

  function expected(day: SnapshotDate, earlier: SnapshotDate): string[] {
    const seen = new Set(
      sealed
        .filter((one) => one <= earlier)
        .flatMap((one) => tenant.copies.get(one)!.users.map((user) => user.id as string)),
    );
    return naiveSummary(tenant.copies.get(earlier)!, tenant.copies.get(day)!, (id) => seen.has(id));
  }

  it("are counted as whole daily copies are, and told once however often the job runs", async () => {
    for (const day of [...sealed, ...sealed]) await run(tenant.tenantId, day);

    for (const [index, day] of sealed.slice(1).entries()) {
      expect([day, await summaryOf(day)]).toEqual([day, expected(day, sealed[index]!)]);
    }
    expect(await summaryOf(sealed[0]!)).toEqual(["ANY  0 0"]);
    const events = await rows("SELECT event_id, body FROM event ORDER BY event_id");
    expect(events.map((event) => event["event_id"])).toEqual(
      sealed.map((day) => `snapshot-sealed/${tenant.tenantId}/${day}/1`),
    );
    const bodies = events.map((event) => JSON.parse(String(event["body"])) as { data: Record<string, unknown> });
    expect(bodies.map(({ data }) => data["previousDay"])).toEqual([null, ...sealed.slice(0, -1)]);
    expect(JSON.stringify(bodies)).not.toContain("aaaaaaaa-0000"); // no person's id
  });

  it("are counted anew when the sealed day before is another, and not when nothing moved", async () => {
    for (const day of sealed) await run(tenant.tenantId, day);
    const before = await rows("SELECT * FROM change_summary ORDER BY tenant_no, seq, kind, sku_no");
    await run(tenant.tenantId, sealed[2]!);
    expect(await rows("SELECT * FROM change_summary ORDER BY tenant_no, seq, kind, sku_no")).toEqual(before);

    await new Prune(world.workbench.database, { owner: "prune", leaseMs: 60_000 }).retireDays(tenant.tenantId, [
      sealed[1]!,
    ]);
    await run(tenant.tenantId, sealed[2]!);

    expect(await summaryOf(sealed[2]!)).toEqual(expected(sealed[2]!, sealed[0]!));
    expect(await summaryOf(sealed[1]!)).toEqual([]);
  });

  it("are found by the database when nobody enqueued the job, until they are told, and counted but not told again when the past moved", async () => {
    const enqueued: string[] = [];
    const queue = {
      enqueueMany: async (_name: string, jobs: readonly { key: string }[]) => {
        enqueued.push(...jobs.map(({ key }) => key));
      },
    } as unknown as JobQueue;
    const calendar = { now: () => new Date(`${addDays(world.days.at(-1)!, 1)}T01:00:00Z`) };
    const find = createFindUntold({ summaries, queue, calendar });
    const everyDay = world.tenants.flatMap(({ tenantId, copies }) =>
      [...copies.keys()].map((day) => `${tenantId}/${day}`),
    );
    await find();
    expect(enqueued.toSorted()).toEqual(everyDay.toSorted());

    for (const { tenantId, copies } of world.tenants) for (const day of copies.keys()) await run(tenantId, day);
    enqueued.length = 0;
    await find();

    expect(enqueued).toEqual([]);

    const { tenantId: renamed, copies } = world.tenants[0]!;
    const told = await rows("SELECT event_id FROM event ORDER BY event_id");
    await world.workbench.database.transaction((session) =>
      session.run("UPDATE tenant SET content_epoch = content_epoch + 1 WHERE entra_tenant_id = ?", [renamed]),
    );
    await find();
    expect(enqueued.toSorted()).toEqual([...copies.keys()].map((day) => `${renamed}/${day}`).toSorted());

    for (const day of copies.keys()) await run(renamed, day);
    enqueued.length = 0;
    await find();
    expect([enqueued, await rows("SELECT event_id FROM event ORDER BY event_id")]).toEqual([[], told]);
  });
});
