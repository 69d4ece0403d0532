import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { Measures } from "../../../src/query/answers.js";
import type { GapPolicy, UserFilter } from "../../../src/query/inputs.js";
import type { LicenseTrend, TrendSeries } from "../../../src/query/license-answers.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { idOf } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { naivelyTakes, randomFilter } from "../../support/query/naive-filter.js";
import { naiveRows, randomGroupBy } from "../../support/query/naive-groups.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import { createRandomWorld, FIRST, type RandomWorld } from "../../support/query/random-world.js";

const seed = Number(process.env["TREND_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const QUESTIONS = 40;

describeEachDatabase(`license trends, seed ${seed} (TREND_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, random, { tenants: 2, days: 9, size: 24 });
  });
  afterAll(() => world.workbench.close());

  const figuresAt = ({ columns }: TrendSeries, place: number) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[place]])) as unknown as Measures;
  const keyText = ({ key }: Pick<TrendSeries, "key">) => JSON.stringify(key.map(({ value }) => value));
  const isZero = (figures: Partial<Measures>) => Object.values(figures).every((value) => value === 0 || value === null);

  function expectNoFigures(trend: LicenseTrend, place: number): void {
    for (const series of trend.series) {
      expect(new Set(Object.values(figuresAt(series, place)))).toEqual(new Set([null]));
    }
  }

  it("say on each day what licenses says of that day, and nothing where it says nothing", async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const groupBy = randomGroupBy(random).slice(0, 2);
      const skuIds = random.chance(0.3) ? [idOf("sku", random.below(8)), idOf("sku", random.below(8))] : null;
      const filter = random.chance(0.5) ? { user: randomFilter(random), skuIds } : null;
      const onGap = random.pick(["EXACT", "OMIT", "PREVIOUS"] as const satisfies GapPolicy[]);
      const selection = { assignedUsers: random.chance(0.5) };
      const asked = { onGap, maxAgeDays: random.below(4), filter, groupBy };
      const period = { from: addDays(FIRST, -1), to: world.days.at(-1)!, first: 200 };

      const trend = await world.questions.licenseTrend(ALL_TENANTS, { ...asked, ...period }, selection);

      const context = JSON.stringify({ ...asked, ...selection });
      expect(trend.points.map(({ date }) => date)).toEqual([period.from, ...world.days]);
      for (const [place, { date, state, days }] of trend.points.entries()) {
        const position = await world.questions.licenses(ALL_TENANTS, { ...asked, at: date }).catch(() => null);
        const present = position !== null && position.asOf.tenantCount > 0;
        expect([context, date, state === "PRESENT", days]).toEqual([context, date, present, present ? 1 : 0]);
        if (!present) {
          expectNoFigures(trend, place);
          continue;
        }
        expect(trend.points[place]?.missingTenants).toBe(position.asOf.gaps.length);
        const rows = groupBy.length === 0 ? [{ key: [], measures: position.total }] : position.rows;
        const kept = (figures: Measures) =>
          selection.assignedUsers ? figures : { ...figures, assignedUsers: "not asked for" };
        const expected = rows.filter((row) => !isZero(row.measures)).map((row) => [keyText(row), kept(row.measures)]);
        const told = trend.series
          .map((series) => [keyText(series), figuresAt(series, place)] as const)
          .filter(([, figures]) => !isZero({ ...figures, ...(selection.assignedUsers ? {} : { assignedUsers: 0 }) }))
          .map(([key, figures]) => [key, kept(figures)]);
        expect([context, date, told.sort()]).toEqual([context, date, expected.sort()]);
      }
    }
  });

  it("are what naive daily copies count, with a filter on people that changes its answer from day to day", async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const groupBy = randomGroupBy(random).slice(0, 2);
      const user: UserFilter = randomFilter(random);
      const takes = (one: DirectoryUser, copy: DayCopy) => naivelyTakes(user, one, copy);

      const trend = await world.questions.licenseTrend(ALL_TENANTS, {
        ...{ from: world.days[0]!, to: world.days.at(-1)!, onGap: "OMIT", first: 200, groupBy, filter: { user } },
      });

      for (const [place, { date, state }] of trend.points.entries()) {
        if (state !== "PRESENT") continue;
        const sides = world.tenants.flatMap(({ tenantId, copies }) => {
          const copy = copies.get(date);
          return copy === undefined ? [] : [{ tenantId, copy }];
        });
        const told = trend.series.flatMap((series) => {
          const { assignments, assignedUsers } = figuresAt(series, place);
          return assignments === 0 ? [] : [[keyText(series), { assignments, people: assignedUsers }] as const];
        });
        const context = JSON.stringify({ date, groupBy, user });
        expect([context, new Map(told)]).toEqual([context, naiveRows(sides, groupBy, takes)]);
      }
    }
  });

  it("follow people whose managers get other managers", async () => {
    const people = [null, idOf("user", random.below(20)), idOf("user", random.below(20))];
    const questions = [1, 2, 3, 4].flatMap((depth) => people.map((managerId) => ({ depth, managerId })));
    for (const { depth, managerId } of questions) {
      const filter = { user: managerId === null ? null : { manager: { managerId, depth } } };
      const groupBy = [{ by: "MANAGER", depth }] as const;
      const period = { from: world.days[0]!, to: world.days.at(-1)!, onGap: "OMIT", first: 200 } as const;

      const trend = await world.questions.licenseTrend(ALL_TENANTS, { ...period, groupBy, filter });

      expect(trend.other).toBeNull();
      for (const [place, { date, state }] of trend.points.entries()) {
        if (state !== "PRESENT") continue;
        const { rows } = await world.questions.licenses(ALL_TENANTS, { at: date, onGap: "OMIT", groupBy, filter });
        const told = trend.series.map((series) => [keyText(series), figuresAt(series, place)] as const);
        const expected = rows.map((row) => [keyText(row), row.measures]);
        expect(told.filter(([, figures]) => !isZero(figures)).sort()).toEqual(expected.sort());
      }
    }
  });

  it("count some SKUs of people who are chosen by others", async () => {
    const period = { from: world.days[0]!, to: world.days.at(-1)!, onGap: "OMIT" } as const;
    const user = { skus: { any: [idOf("sku", 0), idOf("sku", 1)], none: [idOf("sku", 2)] } };
    const filter = { user, skuIds: [idOf("sku", 3), idOf("sku", 4)] };

    const trend = await world.questions.licenseTrend(ALL_TENANTS, { ...period, filter });

    for (const [place, { date, state }] of trend.points.entries()) {
      if (state !== "PRESENT") continue;
      const { total } = await world.questions.licenses(ALL_TENANTS, { at: date, onGap: "OMIT", filter });
      expect(figuresAt(trend.series[0]!, place)).toEqual(total);
    }
  });

  it("are the same from the aggregates and from people's lives", async () => {
    for (const by of ["DEPARTMENT", "COMPANY", "COUNTRY", "USAGE_LOCATION"] as const) {
      const asked = { from: FIRST, to: world.days.at(-1)!, onGap: "OMIT", first: 200, groupBy: [{ by }] } as const;

      const stored = await world.questions.licenseTrend(ALL_TENANTS, asked, { assignedUsers: false });
      const computed = await world.questions.licenseTrend(ALL_TENANTS, asked, { assignedUsers: true });

      const assignments = (trend: LicenseTrend) =>
        trend.series.map((series) => [keyText(series), series.columns.assignments]);
      expect(assignments(stored)).toEqual(assignments(computed));
    }
  });

  it("add up: the series and what was cut off are the whole, day by day", async () => {
    const asked = { from: FIRST, to: world.days.at(-1)!, onGap: "OMIT" } as const;
    const [whole] = (await world.questions.licenseTrend(ALL_TENANTS, asked)).series;

    const trend = await world.questions.licenseTrend(ALL_TENANTS, {
      ...asked,
      groupBy: [{ by: "SKU" }, { by: "TENANT" }],
      first: 3,
    });

    expect(trend.series).toHaveLength(3);
    expect(trend.seriesCount).toBeGreaterThan(3);
    for (const [place, { state }] of trend.points.entries()) {
      if (state !== "PRESENT") continue;
      const parts = [...trend.series, trend.other!].map((series) => figuresAt(series, place));
      for (const name of ["assignments", "purchased", "assigned", "unassigned", "overassigned"] as const) {
        const sum = parts.reduce((added, figures) => added + (figures[name] ?? Number.NaN), 0);
        expect([place, name, sum]).toEqual([place, name, figuresAt(whole!, place)[name]]);
      }
    }
  });

  it("ask as many statements for a long period as for a short one", async () => {
    const statements: string[] = [];
    const store = createReadStore(notingDatabase(world.workbench.database, statements));
    const calendar = { now: () => new Date(`${world.days.at(-1)!}T12:00:00Z`) };
    const questions = createQuestions({ store, calendar, freeSkus: new Set() });
    const ask = async (from: SnapshotDate, user: UserFilter | null) => {
      const input = {
        from,
        to: world.days.at(-1)!,
        onGap: "OMIT",
        filter: { user },
        groupBy: [{ by: "SKU" }],
      } as const;
      await questions.licenseTrend(ALL_TENANTS, input);
      statements.length = 0;
      await questions.licenseTrend(ALL_TENANTS, input);
      return statements.length;
    };

    // Both reach back before the first day: a period without any gap does not ask why days are missing.
    for (const user of [null, { department: { isNull: false } }]) {
      const long = await ask(addDays(FIRST, -300), user);
      expect(long).toBe(await ask(addDays(FIRST, -1), user));
      // Eight, and two for the names of SKUs that people hold and no tenant ever listed: they are looked for again each time.
      expect(long).toBeLessThanOrEqual(10);
    }
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["days the wrong way round", { from: "2026-02-02", to: "2026-02-01" }, "from"],
    ["50 years", { from: "2000-01-01", to: FIRST }, "from"],
    ["days to come", { to: "2026-12-31" }, "to"],
    ["an age below nothing", { maxAgeDays: -1 }, "maxAgeDays"],
    ["no series", { first: 0 }, "first"],
    ["201 series", { first: 201 }, "first"],
    ["200 series of a thousand days", { from: "2023-06-01", first: 200 }, "first"],
    ["extension attribute 16", { groupBy: [{ by: "EXTENSION_ATTRIBUTE", n: 16 }] }, "groupBy[0].n"],
    [
      "a filter too long",
      { filter: { user: { skus: { any: Array.from({ length: 1_001 }) } } } },
      "filter.user.skus.any",
    ],
    ["too many SKUs", { filter: { skuIds: Array.from({ length: 10_000 }) } }, "filter.skuIds"],
  ])("refuse %s, naming the argument", async (_what, wrong, argument) => {
    const asked = { from: FIRST, to: FIRST, ...wrong };

    await expect(world.questions.licenseTrend(ALL_TENANTS, asked as never)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { argument },
    });
  });

  it("pick a day, or each figure's greatest, least or mean of an interval", async () => {
    const asked = { from: FIRST, to: world.days.at(-1)!, onGap: "OMIT", interval: "MONTH" } as const;
    const daily = await world.questions.licenseTrend(ALL_TENANTS, { ...asked, interval: "DAY" });
    const picked = async (pick: "FIRST" | "LAST" | "MAX" | "MIN" | "AVERAGE") =>
      world.questions.licenseTrend(ALL_TENANTS, { ...asked, pick });
    const months = [...new Set(daily.points.map(({ date }) => date.slice(0, 7)))];
    const columns = daily.series[0]!.columns.assignments;
    const ofMonth = (month: string) => columns.filter((_, place) => daily.points[place]!.date.startsWith(month));
    const present = months.map((month) => ofMonth(month).filter((value) => value !== null));

    const told = async (pick: "FIRST" | "LAST" | "MAX" | "MIN" | "AVERAGE") => {
      const { series, points } = await picked(pick);
      return { values: series[0]?.columns.assignments, points };
    };

    const or = (values: number[], value: number) => (values.length === 0 ? null : value);
    expect((await told("MAX")).values).toEqual(present.map((values) => or(values, Math.max(...values))));
    expect((await told("MIN")).values).toEqual(present.map((values) => or(values, Math.min(...values))));
    const mean = (values: number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
    expect((await told("AVERAGE")).values).toEqual(present.map((values) => or(values, mean(values))));
    expect((await told("AVERAGE")).points.map(({ days }) => days)).toEqual(present.map((values) => values.length));
    expect((await told("FIRST")).values).toEqual(months.map((month) => ofMonth(month)[0]));
    expect((await told("LAST")).values).toEqual(months.map((month) => ofMonth(month).at(-1)));
    expect((await told("LAST")).points.map(({ date }) => date)).toEqual(["2026-01-31", world.days.at(-1)]);
  });
});
