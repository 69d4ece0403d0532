import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Guid } from "../../../src/model/guid.js";
import { freeSkus } from "../../../src/model/free-skus.js";
import { ALL_TENANTS, type TenantId } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import { ALPHA, ANNA, BEN, CARA, createWorld, day, GAMMA, TODAY, type World } from "./three-tenants.js";

describeEachDatabase("statements", (create) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(create);
  });
  afterAll(() => world.close());

  it("are as many for one person on a page as for all, licenses and managers included", async () => {
    const statements: string[] = [];
    const questions = createQuestions({
      store: createReadStore(notingDatabase(world.database, statements)),
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      freeSkus: freeSkus(),
    });
    const ask = async (first: number, tenantIds: TenantId[] | null) => {
      statements.length = 0;
      await questions.users(ALL_TENANTS, { first, tenantIds }, { licenses: true, totalCount: true });
      return statements.length;
    };
    await ask(200, null);

    expect(await ask(1, [ALPHA])).toBe(await ask(200, [ALPHA]));
    for (const first of [1, 2, 3, 4, 200]) expect(await ask(first, null)).toBeLessThanOrEqual(8);
  });

  it("of changes do not grow with the page, nor with the days and tenants in which little happens", async () => {
    const statements: string[] = [];
    const questions = createQuestions({
      store: createReadStore(notingDatabase(world.database, statements)),
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      freeSkus: freeSkus(),
    });
    const ask = async (first: number, totalCount: boolean) => {
      statements.length = 0;
      const period = { from: day("2026-03-01"), to: TODAY };
      const { nodes } = await questions.changes(ALL_TENANTS, { ...period, first }, { totalCount });
      return { statements: statements.length, changes: nodes.length };
    };
    await ask(200, true);

    const [one, whole] = [await ask(1, true), await ask(200, true)];

    expect(whole.changes).toBeGreaterThan(3);
    expect(whole.statements).toBe(one.statements);
    expect(whole.statements).toBeLessThanOrEqual(20);
    expect((await ask(1, false)).statements).toBeLessThanOrEqual(12);
    const timelines = async (entraIds: readonly Guid[]) => {
      const people = entraIds.map((entraId) => ({ tenantId: ALPHA, entraId }));
      await questions.timelines(ALL_TENANTS, { people }, { totalCount: true });
      return statements.splice(0).length;
    };
    await timelines([ANNA, BEN, CARA]);
    expect(await timelines([ANNA, BEN, CARA])).toBeLessThanOrEqual(await timelines([CARA]));
  });

  it("are few for licenses by any keys and filters, and no more for many tenants than for one", async () => {
    const statements: string[] = [];
    const questions = createQuestions({
      store: createReadStore(notingDatabase(world.database, statements)),
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      freeSkus: freeSkus(),
    });
    const groupBy = [{ by: "DEPARTMENT" }, { by: "MANAGER", depth: 2 }, { by: "EXTENSION_ATTRIBUTE", n: 15 }] as const;
    const user = { displayName: { contains: "NAME", ignoreCase: true }, skus: { isEmpty: false } };
    const ask = async (tenantIds: TenantId[] | null) => {
      const asked = { at: day("2026-03-01"), tenantIds, groupBy, filter: { user } };
      await questions.licenses(ALL_TENANTS, asked);
      statements.length = 0;
      await questions.licenses(ALL_TENANTS, asked);
      return statements.length;
    };

    // A SKU that nobody listed has no part number yet, and is looked for each time: Beta has one.
    expect(await ask([ALPHA, GAMMA])).toBe(await ask([ALPHA]));
    expect(await ask(null)).toBeLessThanOrEqual(8);
  });

  it("of licenses and trends by SKU are two once their days were read: whose they are, and which days there are", async () => {
    const statements: string[] = [];
    const questions = createQuestions({
      store: createReadStore(notingDatabase(world.database, statements)),
      calendar: { now: () => new Date(`${TODAY}T12:00:00Z`) },
      freeSkus: freeSkus(),
    });
    const groupBy = [{ by: "SKU" }] as const;
    const asked = { from: day("2026-03-01"), to: TODAY, tenantIds: [ALPHA], groupBy };
    const selection = { assignedUsers: true };
    const ask = async () => {
      statements.length = 0;
      await questions.licenses(ALL_TENANTS, { tenantIds: [ALPHA], groupBy }, { assignedUsers: false });
      const ofLicenses = statements.length;
      await questions.licenseTrend(ALL_TENANTS, asked, selection);
      return [ofLicenses, statements.length - ofLicenses];
    };
    const [first = 0] = await ask();

    expect(first).toBeLessThanOrEqual(7); // two of them read the published names
    expect(await ask()).toEqual([2, 2]);
  });

  it("page through coverage in both directions without a gap", async () => {
    const range = { from: day("2026-02-20"), to: TODAY };
    const { nodes } = await world.questions.coverage(ALL_TENANTS, { ...range, first: 200 });
    const forward: unknown[] = [];
    const backward: unknown[] = [];

    for (let after: string | null = null; ;) {
      const page = await world.questions.coverage(ALL_TENANTS, { ...range, first: 4, after });
      forward.push(...page.nodes);
      if (!page.hasNextPage) break;
      after = page.cursors.at(-1)!;
    }
    for (let before: string | null = null; ;) {
      const page = await world.questions.coverage(ALL_TENANTS, { ...range, last: 5, before });
      backward.unshift(...page.nodes);
      if (!page.hasPreviousPage) break;
      before = page.cursors[0]!;
    }

    expect(nodes).toHaveLength(13 * 3);
    expect(forward).toEqual(nodes);
    expect(backward).toEqual(nodes);
  });

  it("know a run that died from one that goes on", async () => {
    await world.gamma.run("2026-02-28", "RUNNING", null);
    const range = { from: day("2026-02-28"), to: day("2026-02-28"), states: ["FAILED" as const] };

    const page = await world.questions.coverage(ALL_TENANTS, range);

    expect(page.nodes).toMatchObject([{ state: "FAILED", reason: { code: "LEASE_LOST" } }]);
  });

  it("refuse a period that is turned round, too long, or not over", async () => {
    const ask = (from: string, to: string) => world.questions.coverage(ALL_TENANTS, { from: day(from), to: day(to) });

    await expect(ask("2026-03-02", "2026-03-01")).rejects.toMatchObject({ details: { argument: "from" } });
    await expect(ask("2010-01-01", "2026-03-01")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(ask("2026-03-01", "2026-03-05")).rejects.toMatchObject({ details: { argument: "to" } });
    await expect(
      world.questions.compare(ALL_TENANTS, { from: day("2026-03-02"), to: day("2026-03-01") }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await world.questions.tenants(ALL_TENANTS, { filter: { nameContains: "lph" } })).toMatchObject({
      nodes: [{ tenantId: ALPHA, firstSnapshot: "2026-03-01", lastSnapshot: "2026-03-04" }],
    });
    const filter = {
      name: { startsWith: "GA", ignoreCase: true },
      states: ["ACTIVE" as const],
      defaultDomain: { isNull: true },
    };
    expect((await world.questions.tenants(ALL_TENANTS, { filter })).nodes.map(({ name }) => name)).toEqual(["Gamma"]);
    expect((await world.questions.tenants(ALL_TENANTS, { filter: { states: ["GONE"] } })).totalCount).toBe(0);
  });
});
