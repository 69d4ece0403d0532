import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { LicenseFilter } from "../../../src/query/inputs.js";
import type { TrendSeries } from "../../../src/query/license-answers.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import * as world3 from "./three-tenants.js";

const { ALPHA, BETA, COMPANY, E5, FREE, GAMMA, HELD_ONLY, TODAY, day } = world3;
const PERIOD = { from: day("2026-02-28"), to: TODAY };

describeEachDatabase("the days of a trend", (create) => {
  let world: world3.World;
  beforeAll(async () => {
    world = await world3.createWorld(create);
  });
  afterAll(() => world.close());

  const assignments = (series: readonly TrendSeries[]) => series.map(({ columns }) => columns.assignments);

  it("have no figures under EXACT where a tenant lacks them, and the state the lacking ones share", async () => {
    const { points, series, gaps } = await world.questions.licenseTrend(ALL_TENANTS, PERIOD);

    expect(points.map(({ state, missingTenants }) => [state, missingTenants])).toEqual([
      ["NOT_EXPECTED", 3],
      ["PRESENT", 0],
      ["PRESENT", 0],
      ["FAILED", 1],
      ["SUSPECT", 1],
    ]);
    expect(assignments(series)).toEqual([[null, 8, 7, null, null]]);
    expect(gaps).toHaveLength(5);
    expect(gaps[3]).toMatchObject({ tenantId: GAMMA, date: "2026-03-03", reason: { code: "CONSENT_MISSING" } });
  });

  it("leave tenants out under OMIT, day by day, and take their nearest earlier day under PREVIOUS", async () => {
    const omit = await world.questions.licenseTrend(ALL_TENANTS, { ...PERIOD, onGap: "OMIT" });
    const previous = await world.questions.licenseTrend(ALL_TENANTS, { ...PERIOD, onGap: "PREVIOUS", maxAgeDays: 1 });

    expect(omit.points.map(({ state, missingTenants }) => [state, missingTenants])).toEqual([
      ["NOT_EXPECTED", 3],
      ["PRESENT", 0],
      ["PRESENT", 0],
      ["PRESENT", 1],
      ["PRESENT", 1],
    ]);
    expect(assignments(omit.series)).toEqual([[null, 8, 7, 5, 5]]);
    expect(previous.points.map(({ missingTenants }) => missingTenants)).toEqual([3, 0, 0, 0, 1]);
    expect(assignments(previous.series)).toEqual([[null, 8, 7, 7, 5]]);
  });

  it("are all missing of no tenant at all", async () => {
    const trend = await world.questions.licenseTrend(ALL_TENANTS, { ...PERIOD, tenantIds: [] });

    expect(trend.points.map(({ state }) => state)).toEqual(Array(5).fill("MISSING"));
    expect(trend.series).toEqual([]);
  });

  it.each<[string, LicenseFilter]>([
    ["without free and company SKUs", {}],
    ["with everything", { includeFree: true, includeCompanySkus: true }],
    ["with what the company has", { includeCompanySkus: true }],
    ["of named SKUs, free or not", { skuIds: [FREE, COMPANY, HELD_ONLY] }],
    ["without some", { excludeSkuIds: [E5], includeFree: true }],
    ["of chosen people", { user: { skus: { any: [E5] } }, includeCompanySkus: true }],
  ])("count the same SKUs as licenses does, %s", async (_what, filter) => {
    for (const assignedUsers of [true, false]) {
      const asked = { filter, groupBy: [{ by: "SKU" }], tenantIds: [ALPHA, BETA] } as const;

      const trend = await world.questions.licenseTrend(ALL_TENANTS, { ...asked, ...PERIOD }, { assignedUsers });
      const whole = await world.questions.licenseTrend(
        ALL_TENANTS,
        { ...asked, ...PERIOD, groupBy: null },
        { assignedUsers: true },
      );

      for (const [place, { date, state }] of trend.points.entries()) {
        if (state !== "PRESENT") continue;
        const { rows, total } = await world.questions.licenses(ALL_TENANTS, { ...asked, at: date });
        const told = trend.series.map(({ key, columns }) => [
          key[0]?.value,
          columns.assignments[place],
          columns.purchased[place],
        ]);
        const expected = rows.map(({ key, measures }) => [key[0]?.value, measures.assignments, measures.purchased]);
        expect(told.filter(([, held, units]) => held !== 0 || units).sort()).toEqual(expected.sort());
        expect(whole.series[0]?.columns.assignedUsers[place]).toBe(total.assignedUsers);
      }
    }
  });

  it("are those that were sealed by the instant a store is read as of, and so are the nearest ones", async () => {
    const seals = await world.database.read((session) =>
      session.rows<{ day: string; sealed_at: number }>(
        "SELECT day, MAX(sealed_at) AS sealed_at FROM snapshot GROUP BY day",
      ),
    );
    const second = Math.max(...seals.filter(({ day: date }) => date <= "2026-03-02").map((row) => row.sealed_at));
    await world.database.transaction((session) =>
      session.run("UPDATE snapshot SET sealed_at = sealed_at + 1 WHERE day > ?", ["2026-03-02"]),
    );
    const store = createReadStore(world.database).asOf(second);
    const calendar = { now: () => new Date(`${TODAY}T12:00:00Z`) };
    const questions = createQuestions({ store, calendar, freeSkus: freeSkus() });

    const { points, series } = await questions.licenseTrend(ALL_TENANTS, { ...PERIOD, tenantIds: [ALPHA] });
    const asked = (at: SnapshotDate) =>
      questions.licenses(ALL_TENANTS, { at, tenantIds: [ALPHA] }).catch((error: unknown) => error);

    expect(points.map(({ days }) => days)).toEqual([0, 1, 1, 0, 0]);
    expect(assignments(series)).toEqual([[null, 4, 3, null, null]]);
    expect(await asked(PERIOD.from)).toMatchObject({ details: { nearestAfter: "2026-03-01" } });
    expect(await asked(TODAY)).toMatchObject({ details: { nearestBefore: "2026-03-02", nearestAfter: null } });
  });

  it("tell of a day that was removed by retention", async () => {
    await world.beta.retire("2026-03-02");

    const { points } = await world.questions.licenseTrend(ALL_TENANTS, { ...PERIOD, tenantIds: [BETA] });

    expect(points.map(({ state }) => state)).toEqual(["NOT_EXPECTED", "PRESENT", "RETIRED", "PRESENT", "PRESENT"]);
  });
});
