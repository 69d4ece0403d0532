import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ALL_TENANTS, type TenantScope } from "../../../src/model/tenant.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid } from "./seed-tenant.js";
import * as world3 from "./three-tenants.js";

const { ALPHA, ANNA, BETA, CARA, COMPANY, E5, F1, FREE, HELD_ONLY, day } = world3;
const AT = day("2026-03-01");

describeEachDatabase("licenses", (create) => {
  let world: world3.World;
  beforeAll(async () => {
    world = await world3.createWorld(create);
  });
  afterAll(() => world.close());

  it("adds up units per tenant and SKU, without free and company SKUs", async () => {
    const { total, rows } = await world.questions.licenses(ALL_TENANTS, { at: AT, groupBy: [{ by: "SKU" }] });

    expect(rows.map((row) => [row.key[0]?.label, row.measures.purchased, row.measures.assignments])).toEqual([
      ["ENTERPRISE", 36, 4],
      ["FRONTLINE", 24_000, 3],
      [HELD_ONLY, 0, 1],
    ]);
    expect(total).toMatchObject({ purchased: 24_036, overassigned: 9, unassigned: 23_998, assignments: 8 });
    expect(total.assignedUsers).toBe(6);
  });

  it("counts free and company SKUs when asked, in general or by id", async () => {
    const all = await world.questions.licenses(ALL_TENANTS, {
      at: AT,
      tenantIds: [ALPHA],
      groupBy: [{ by: "SKU" }],
      filter: { includeFree: true, includeCompanySkus: true },
    });
    const named = await world.questions.licenses(ALL_TENANTS, { at: AT, filter: { skuIds: [FREE] } });

    expect(all.rows.map((row) => row.key[0]?.value)).toEqual([E5, F1, FREE, COMPANY]);
    expect(all.total).toMatchObject({ assignments: 6, assignedUsers: 3 });
    expect(named.total).toMatchObject({ enabled: 20_000, assignments: 1 });
  });

  it("tells no units of chosen people", async () => {
    const { total, rows } = await world.questions.licenses(ALL_TENANTS, {
      at: AT,
      groupBy: [{ by: "TENANT" }],
      filter: { user: { department: { eq: "IT" } } },
    });

    expect(total).toMatchObject({ purchased: null, assigned: null, assignments: 3, assignedUsers: 2 });
    expect(rows.map((row) => [row.key[0]?.value, row.measures.assignments])).toEqual([
      [ALPHA, 1],
      [BETA, 2],
    ]);
  });

  it("names managers as they are called that day, and by their ids where they are nobody of the tenant", async () => {
    const groupBy = [{ by: "MANAGER" }, { by: "TENANT" }] as const;
    const { rows, total } = await world.questions.licenses(ALL_TENANTS, { at: AT, tenantIds: [ALPHA], groupBy });

    expect(rows.map(({ key, measures }) => [key[0], measures.assignments, measures.purchased])).toEqual([
      [{ by: "MANAGER", n: null, depth: 1, value: CARA, label: "name 103", missing: false }, 2, null],
      [{ by: "MANAGER", n: null, depth: 1, value: guid(999), label: guid(999), missing: false }, 1, null],
      [{ by: "MANAGER", n: null, depth: 1, value: null, label: "(none)", missing: true }, 1, null],
    ]);
    expect(total).toMatchObject({ assignments: 4, purchased: 12_012 });
  });

  it("compares two days by department, with 0 for a group that is not there on one of them", async () => {
    const { total, rows } = await world.questions.compare(ALL_TENANTS, {
      ...{ from: AT, to: day("2026-03-04"), tenantIds: [ALPHA] },
      groupBy: [{ by: "DEPARTMENT" }],
    });

    expect(rows.map((row) => [row.key[0]?.value, row.before.assignments, row.after.assignments])).toEqual([
      ["IT", 1, 1],
      ["Sales", 2, 2],
      [null, 1, 0],
    ]);
    expect(total).toMatchObject({ assignments: -1, purchased: 0 });
    expect(rows.every(({ purchased, before }) => purchased === null && before.enabled === null)).toBe(true);
  });

  it("keeps tenants apart where person and SKU ids are the same", async () => {
    const scope: TenantScope = { kind: "listed", tenantIds: [BETA] };
    const page = await world.questions.users(scope, { at: AT }, { licenses: true, totalCount: true });
    const position = await world.questions.licenses(scope, { at: AT });

    expect(page.nodes.map((node) => [node.person, node.licenses.map((license) => license.sku.skuId)])).toEqual([
      [{ tenantId: BETA, entraId: ANNA }, [E5, HELD_ONLY]],
    ]);
    expect(position.total).toMatchObject({ assignments: 2, purchased: 12 });
  });

  it("answers for a tenant outside the scope as for one that does not exist", async () => {
    const scope: TenantScope = { kind: "listed", tenantIds: [BETA] };
    const fail = (tenantId: typeof ALPHA) =>
      world.questions.licenses(scope, { tenantIds: [tenantId] }).catch((error: Error) => error.message);

    expect(await fail(ALPHA)).toBe(await fail(guid(77)));
    await expect(world.questions.licenses(scope, { tenantIds: [ALPHA] })).rejects.toMatchObject({
      code: "TENANT_NOT_FOUND",
    });
    expect(await world.questions.tenant(scope, ALPHA)).toBeNull();
    expect(await world.questions.viewer(scope)).toMatchObject({ tenantCount: 1, allTenants: false });
  });

  it("lays license periods on the sealed days", async () => {
    const periods = await world.questions.licensePeriods(ALL_TENANTS, { tenantId: ALPHA, entraId: CARA });

    expect(periods.filter((period) => period.sku.skuId === F1)).toMatchObject([
      { from: "2026-03-01", to: "2026-03-01", openStart: true, openEnd: false, days: 1 },
      { from: "2026-03-03", to: null, openStart: false, openEnd: true, days: 2 },
    ]);
  });

  it("lists subscribed SKUs with what people hold of them", async () => {
    const page = await world.questions.subscribedSkus(ALL_TENANTS, { at: AT, first: 3 });
    const rest = await world.questions.subscribedSkus(ALL_TENANTS, { at: AT, first: 3, after: page.cursors[2]! });

    expect(page.totalCount).toBe(5);
    const without = await world.questions.subscribedSkus(ALL_TENANTS, { at: AT, filter: { excludeSkuIds: [E5] } });
    expect(without.nodes.map(({ sku }) => sku.skuId)).toEqual([F1, F1]);
    expect([...page.nodes, ...rest.nodes].map((node) => [node.tenantId, node.sku.skuPartNumber])).toHaveLength(5);
    expect(page.nodes[0]).toMatchObject({ assignable: true, measures: { purchased: 12, assignments: 2 } });
  });

  it("says that a retired day is gone", async () => {
    await world.beta.retire("2026-03-01");

    const asked = world.questions.licenses(ALL_TENANTS, { at: AT, tenantIds: [BETA] });

    await expect(asked).rejects.toMatchObject({ code: "SNAPSHOT_GONE" });
  });
});
