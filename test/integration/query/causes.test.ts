import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Guid } from "../../../src/model/guid.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { GroupKey, LicenseFilter } from "../../../src/query/inputs.js";
import type { CauseAnswer, Comparison, Delta } from "../../../src/query/license-answers.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { addTenant, importDay, writerOf } from "../../support/import/import-workbench.js";
import { idOf } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { naiveCauses, type NaivePair } from "../../support/query/naive-causes.js";
import { randomFilter } from "../../support/query/naive-filter.js";
import { randomGroupBy } from "../../support/query/naive-groups.js";
import { createRandomWorld, type RandomWorld } from "../../support/query/random-world.js";
import { walkChanges } from "../../support/query/told-changes.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

const seed = Number(process.env["CAUSES_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const QUESTIONS = 40;

describeEachDatabase(`the causes of a comparison, seed ${seed} (CAUSES_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, random, { tenants: 3, days: 8, size: 14 });
  });
  afterAll(() => world.workbench.close());

  const twoDays = () => [random.pick(world.days), random.pick(world.days)].sort() as [SnapshotDate, SnapshotDate];

  function pairsOf(from: SnapshotDate, to: SnapshotDate): NaivePair[] {
    return world.tenants.flatMap(({ tenantId, copies }) => {
      const [before, after] = [copies.get(from), copies.get(to)];
      if (!before || !after) return [];
      const earlier = [...copies].filter(([day]) => day <= from).flatMap(([, copy]) => copy.users);
      const seen = new Set<string>(earlier.map(({ id }) => id));
      return [{ tenantId, before, after, seen: (id: string) => seen.has(id) }];
    });
  }

  const lines = (row: string, causes: readonly CauseAnswer[]) =>
    causes
      .filter(({ kind }) => !ZERO_OR_UNITS.has(kind))
      .map(({ kind, assignments, people }) => `${row} ${kind} ${assignments} ${people}`);
  const rowText = ({ key }: Delta) => JSON.stringify(key.map(({ value }) => value));

  it("are those that whole daily copies have, in the total and every row, and add up", async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const [from, to] = twoDays();
      const groupBy = randomGroupBy(random);
      const user = random.chance(0.4) ? randomFilter(random) : null;
      const asked = { from, to, onGap: "OMIT" as const, groupBy, filter: { user } };

      const comparison = await world.questions.compare(ALL_TENANTS, asked);

      const context = JSON.stringify(asked);
      const naive = naiveCauses(pairsOf(from, to), groupBy, user);
      const expected = [...naive].map(([key, { assignments, people }]) => `${key} ${assignments} ${people.size}`);
      const rows = comparison.rows.flatMap((row) => lines(rowText(row), row.causes));
      const told = [...lines("", comparison.total.causes), ...rows];
      const wanted = expected.filter((line) => groupBy.length > 0 || line.startsWith(" "));
      expect([context, told.sort()]).toEqual([context, wanted.sort()]);
      for (const delta of [comparison.total, ...comparison.rows]) expectSum(context, delta);
      if (groupBy.length > 0) expectKinds(comparison);
    }
  });

  function expectSum(context: string, { causes, assignments, purchased }: Delta): void {
    const sum = (numbers: readonly number[]) => numbers.reduce((added, one) => added + one, 0);
    expect([context, sum(causes.map((cause) => cause.assignments))]).toEqual([context, assignments]);
    if (purchased === null) expect(causes.every((cause) => cause.purchased === null)).toBe(true);
    else expect([context, sum(causes.map((cause) => cause.purchased ?? Number.NaN))]).toEqual([context, purchased]);
  }

  /** The rows' causes add up to the total's, kind by kind. */
  function expectKinds({ total, rows }: Comparison): void {
    for (const { kind, assignments } of total.causes) {
      const own = rows.flatMap(({ causes }) => causes).filter((cause) => cause.kind === kind);
      expect(own.reduce((sum, cause) => sum + cause.assignments, 0)).toBe(assignments);
    }
  }

  it("open into their people, page by page, each of whom is found again", async () => {
    for (let n = 0; n < 6; n += 1) {
      const [from, to] = twoDays();
      const groupBy = random.pick<GroupKey[]>([[], [{ by: "DEPARTMENT" }], [{ by: "CITY" }, { by: "SKU" }]]);
      const comparison = await world.questions.compare(ALL_TENANTS, { from, to, onGap: "OMIT", groupBy });
      const causes = [comparison.total, ...comparison.rows.slice(0, 5)].flatMap((delta) => delta.causes);

      const whole = await comparison.changesOf(causes.map((cause) => ({ cause, first: 200 })));

      for (const [index, page] of whole.entries()) {
        const cause = causes[index]!;
        expect([page.totalCount, page.nodes.length]).toEqual([cause.changeCount, Math.min(200, cause.changeCount)]);
        expect(page.nodes.every(({ kind }) => kind === cause.kind)).toBe(true);
        const people = new Set(
          page.nodes.flatMap(({ person, tenantId }) => (person ? `${tenantId} ${person.entraId}` : [])),
        );
        if (page.totalCount <= 200) expect(people.size).toBe(cause.people);
        expect(await pagesOf(comparison, cause)).toEqual(page.nodes.slice(0, 9));
      }
      const nodes = whole.flatMap((page) => page.nodes);
      for (const change of random.shuffled(nodes).slice(0, 10)) await expectFoundAgain(change);
    }
  });

  async function pagesOf(comparison: Comparison, cause: CauseAnswer): Promise<ChangeAnswer[]> {
    const nodes: ChangeAnswer[] = [];
    for (let after: string | null = null; nodes.length < 9;) {
      const [page] = await comparison.changesOf([{ cause, first: 3, after }]);
      nodes.push(...page!.nodes);
      if (!page!.hasNextPage) break;
      after = page!.cursors.at(-1)!;
    }
    return nodes;
  }

  async function expectFoundAgain(change: ChangeAnswer): Promise<void> {
    const { person, sku, ...step } = change;
    const ref = { ...step, entraId: person?.entraId ?? null, skuId: sku?.skuId ?? null };
    expect(await world.questions.change(ALL_TENANTS, ref)).toEqual(change);
  }

  it("are net what the changes of the days between add up to", async () => {
    for (const { tenantId, copies } of world.tenants) {
      const sealed = [...copies.keys()];
      const [from, to] = [sealed[0]!, sealed.at(-1)!];
      const tenantIds = [tenantId];
      const changes = await walkChanges(world.questions, { from, to, tenantIds });
      const { rows } = await world.questions.compare(ALL_TENANTS, { from, to, tenantIds, groupBy: [{ by: "SKU" }] });

      const net = new Map<string, number>();
      const add = (skuId: string | undefined, more: number) => skuId && net.set(skuId, (net.get(skuId) ?? 0) + more);
      for (const { kind, sku, previousSku } of changes) {
        if (kind === "LICENSE_ADDED" || kind === "SKU_SWAPPED") add(sku?.skuId, 1);
        if (kind === "LICENSE_REMOVED") add(sku?.skuId, -1);
        if (kind === "SKU_SWAPPED") add(previousSku?.skuId, -1);
      }
      const told = rows.map(({ key, assignments }) => [key[0]?.value, assignments] as const);
      expect(new Map(told.filter(([, more]) => more !== 0))).toEqual(
        new Map([...net].filter(([, more]) => more !== 0)),
      );
    }
  });

  it("say who moved when a SKU is the company's on one of the days", async () => {
    const { database } = world.workbench;
    const { tenantId } = await addTenant(database);
    const skuId = idOf("sku", 1);
    const copy = (appliesTo: string) => ({
      users: world.tenants[0]!.copies.values()
        .next()
        .value!.users.slice(0, 2)
        .map((user) => {
          return { ...user, licenses: [{ skuId, disabledPlans: [] }] };
        }),
      skus: [
        {
          ...{ skuId, skuPartNumber: "X", consumedUnits: 2 },
          prepaidUnits: { enabled: 7, warning: 0, suspended: 0, lockedOut: 0 },
          servicePlans: [
            { servicePlanId: idOf("plan", 0), servicePlanName: "P", appliesTo, provisioningStatus: "Success" },
          ],
        },
      ],
    });
    const [from, to] = ["2026-01-01" as SnapshotDate, "2026-01-02" as SnapshotDate];
    await importDay({ snapshots: writerOf(database), tenantId, day: from, copy: copy("Company") });
    await importDay({ snapshots: writerOf(database), tenantId, day: to, copy: copy("User") });

    const { total } = await world.questions.compare(ALL_TENANTS, { from, to, tenantIds: [tenantId] });

    expect(total).toMatchObject({ assignments: 2, purchased: 7 });
    expect(total.causes).toMatchObject([
      { kind: "SKU_APPEARED", purchased: 7, assignments: 0 },
      { kind: "MOVED_IN", purchased: 0, assignments: 2, people: 2 },
    ]);
  });

  it("say who moved when the manager of their manager is another, though nothing of their own changed", async () => {
    const { database } = world.workbench;
    const { tenantId } = await addTenant(database);
    const [anna, boss, first, second] = [1, 2, 3, 4].map((n) => idOf("user", n));
    const [plain] = world.tenants[0]!.copies.values().next().value!.users;
    const person = (id: Guid, managerId: Guid | null, skus: readonly number[] = []) => {
      const licenses = skus.map((n) => ({ skuId: idOf("sku", n), disabledPlans: [] }));
      return { ...plain!, id, managerId, licenses };
    };
    const copy = (top: Guid) => ({
      users: [person(anna!, boss!, [1]), person(boss!, top), person(first!, null), person(second!, null)],
      skus: [],
    });
    const [from, to] = ["2026-01-01" as SnapshotDate, "2026-01-02" as SnapshotDate];
    await importDay({ snapshots: writerOf(database), tenantId, day: from, copy: copy(first!) });
    await importDay({ snapshots: writerOf(database), tenantId, day: to, copy: copy(second!) });
    const ask = (more: { groupBy?: GroupKey[]; filter?: LicenseFilter }) =>
      world.questions.compare(ALL_TENANTS, { from, to, tenantIds: [tenantId], ...more });

    const grouped = await ask({ groupBy: [{ by: "MANAGER", depth: 2 }] });
    const filtered = await ask({ filter: { user: { manager: { managerId: second! } } } });

    const told = ({ key, causes }: Delta) => [key[0]?.value, causes.map(({ kind, people }) => `${kind} ${people}`)];
    expect(grouped.rows.map(told)).toEqual([
      [first, ["MOVED_OUT 1"]],
      [second, ["MOVED_IN 1"]],
    ]);
    expect(filtered.total.assignments).toBe(1);
    expect(told(filtered.total)).toEqual([undefined, ["MOVED_IN 1"]]);
  });

  it("are not worked out unless somebody asks", async () => {
    const [from, to] = [world.days[0]!, world.days.at(-1)!];
    const selection = { assignedUsers: false, causes: false };

    const { total } = await world.questions.compare(ALL_TENANTS, { from, to, onGap: "OMIT" }, selection);

    expect(total.causes).toEqual([]);
  });
});

const ZERO_OR_UNITS: ReadonlySet<string> = new Set([
  ...["PLANS_CHANGED", "ATTRIBUTE_CHANGED", "SEATS_BOUGHT", "SEATS_DROPPED", "UNITS_CHANGED"],
  ...["SKU_APPEARED", "SKU_DISAPPEARED"],
]);
