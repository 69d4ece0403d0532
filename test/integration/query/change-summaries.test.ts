import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createDiffSnapshots } from "../../../src/jobs/diff-snapshots.js";
import { SILENT_LOG } from "../../../src/log.js";
import { addDays } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { QueryDeps } from "../../../src/query/query-deps.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { ChangeSummaryStore } from "../../../src/store/write/change-summary.js";
import { EventStore } from "../../../src/store/write/event-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { Random } from "../../support/naive/random.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import { createRandomWorld, type RandomWorld } from "../../support/query/random-world.js";
import { walkChanges } from "../../support/query/told-changes.js";
import type { ChangeAnswer, ChangeSummaryAnswer } from "../../../src/query/change-answers.js";

const seed = Number(process.env["SUMMARIES_SEED"] ?? Math.floor(Math.random() * 1_000_000));

/** Counted from the changes themselves, one set of people for each line; without a line where nothing changed. */
function linesOf(changes: readonly ChangeAnswer[]): string[] {
  const lines = new Map<string, { people: Set<string>; seats: number }>();
  const count = (key: string, change: ChangeAnswer, counted: { seats: boolean }) => {
    const line = lines.get(key) ?? { people: new Set<string>(), seats: 0 };
    if (change.person) line.people.add(change.person.entraId);
    if (counted.seats) line.seats += (change.unitsAfter ?? 0) - (change.unitsBefore ?? 0);
    lines.set(key, line);
  };
  for (const change of changes) {
    const step = `${change.date} ${change.previousDate} ${change.tenantId}`;
    const seats = change.kind !== "UNITS_CHANGED";
    if (change.person) count(`${step} people`, change, { seats: false });
    count(`${step} ${change.kind} all`, change, { seats });
    if (change.sku) count(`${step} ${change.kind} ${change.sku.skuId}`, change, { seats });
  }
  return [...lines].map(([key, { people, seats }]) => `${key}: ${people.size} ${seats}`).sort();
}

function told(summaries: readonly ChangeSummaryAnswer[]): string[] {
  const lines = summaries.flatMap(({ date, previousDate, tenantId, people, counts }) => {
    const step = `${date} ${previousDate} ${tenantId}`;
    return [
      ...(people === 0 ? [] : [`${step} people: ${people} 0`]),
      ...counts.map((one) => `${step} ${one.kind} ${one.sku?.skuId ?? "all"}: ${one.people} ${one.seats}`),
    ];
  });
  return lines.sort();
}

describeEachDatabase(`summaries of changes, seed ${seed} (SUMMARIES_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  const statements: string[] = [];
  let ask: (deps?: Partial<QueryDeps>) => ReturnType<typeof createQuestions>;

  beforeAll(async () => {
    world = await createRandomWorld(create, random, { tenants: 3, days: 12, size: 12 });
    const store = createReadStore(notingDatabase(world.workbench.database, statements));
    const calendar = { now: () => new Date(`${world.days.at(-1)}T20:00:00Z`) };
    ask = (deps = {}) => createQuestions({ store, calendar, freeSkus: new Set(), ...deps });
  });
  afterAll(() => world.workbench.close());
  beforeEach(() => run("DELETE FROM change_summary"));

  const run = (sql: string, parameters: unknown[] = []) =>
    world.workbench.database.transaction((session) => session.run(sql, parameters));
  const all = () => ({ from: addDays(world.days[0]!, -1), to: world.days.at(-1)! });

  /** Runs the nightly job for about so many of the sealed days. */
  async function count(share: number): Promise<void> {
    const { database } = world.workbench;
    const events = { append: async (event: Parameters<EventStore["append"]>[0]) => void event };
    const job = createDiffSnapshots({
      ...{ store: world.store, summaries: new ChangeSummaryStore(database), events, log: SILENT_LOG },
    });
    const { signal } = new AbortController();
    for (const { tenantId, copies } of world.tenants) {
      for (const day of copies.keys()) if (random.chance(share)) await job({ tenantId, day }, { signal });
    }
  }

  async function walk(first: number): Promise<ChangeSummaryAnswer[]> {
    const found: ChangeSummaryAnswer[] = [];
    for (let after: string | null = null; ;) {
      const page = await ask().changeSummaries(ALL_TENANTS, { ...all(), first, after });
      found.push(...page.nodes);
      if (!page.hasNextPage) return found;
      after = page.cursors.at(-1)!;
    }
  }

  it.each([0, 0.5, 1])(
    "count what changes tell, one step each, when %p of them were counted at night",
    async (share) => {
      await count(share);
      const changes = await walkChanges(world.questions, all());

      const summaries = await walk(7);

      expect(told(summaries)).toEqual(linesOf(changes));
      const place = ({ date, tenantId }: ChangeSummaryAnswer) => `${date} ${tenantId}`;
      const steps = world.tenants.flatMap(({ tenantId, copies }) =>
        [...copies.keys()].slice(1).map((day) => `${day} ${tenantId}`),
      );
      expect(summaries.map(place)).toEqual(steps.sort());
      expect((await ask().changeSummaries(ALL_TENANTS, { ...all(), first: 1 })).totalCount).toBe(steps.length);
    },
  );

  it("are in one order, whoever counted", async () => {
    const worked = await walk(200);
    await count(1);

    expect(await walk(200)).toEqual(worked);
  });

  it("look at nobody when all of them were counted", async () => {
    await count(1);
    await walk(200); // the names of SKUs are known from here on
    statements.length = 0;

    await walk(200);

    expect(statements.length).toBeLessThanOrEqual(5);
    expect(statements.filter((sql) => /user_version|license_version|sku_version/.test(sql))).toEqual([]);
  });

  it.each([
    ["another content epoch", "content_epoch = content_epoch - 1"],
    ["another day before", "previous_seq = previous_seq - 1"],
  ])("are worked out again when they were counted under %s", async (_what, stale) => {
    await count(1);
    await run(`UPDATE change_summary SET people = people + 1000, seats = seats + 1000, ${stale}`);

    expect(told(await walk(200))).toEqual(linesOf(await walkChanges(world.questions, all())));
  });

  it("follow what happened to the past: a day retired, and the tenant's content changed", async () => {
    await count(1);
    const tenant = world.tenants.find(({ copies }) => copies.size > 2)!;
    const gone = [...tenant.copies.keys()][1]!;
    const { after } = { after: (await ask().changeSummaries(ALL_TENANTS, { ...all(), first: 1 })).cursors[0]! };
    await run("UPDATE snapshot SET retired_at = 1 WHERE tenant_no = ? AND day = ?", [tenant.tenantNo, gone]);
    await run("UPDATE tenant SET content_epoch = content_epoch + 1 WHERE tenant_no = ?", [tenant.tenantNo]);

    expect(told(await walk(200))).toEqual(linesOf(await walkChanges(world.questions, all())));
    await expect(ask().changeSummaries(ALL_TENANTS, { ...all(), after })).rejects.toMatchObject({
      code: "SNAPSHOT_GONE",
    });
    await run("UPDATE snapshot SET retired_at = NULL WHERE tenant_no = ?", [tenant.tenantNo]);
  });

  it("keep to the scope, and to what one question may look through", async () => {
    const [own, other] = world.tenants.map(({ tenantId }) => tenantId) as [never, never];
    const scope = { kind: "listed", tenantIds: [own] } as const;

    const { nodes } = await ask().changeSummaries(scope, { ...all(), first: 200 });

    expect(new Set(nodes.map(({ tenantId }) => tenantId))).toEqual(new Set(nodes.length === 0 ? [] : [own]));
    await expect(ask().changeSummaries(scope, { ...all(), tenantIds: [other] })).rejects.toMatchObject({
      code: "TENANT_NOT_FOUND",
    });
    const few = ask({ mostChangedPeople: 0 });
    await expect(few.changeSummaries(ALL_TENANTS, { ...all(), first: 200 })).rejects.toMatchObject({
      ...{ code: "INVALID_INPUT", details: { argument: "from" } },
    });
    await count(1);
    expect((await few.changeSummaries(ALL_TENANTS, { ...all(), first: 200 })).nodes.length).toBeGreaterThan(0);
  });
});
