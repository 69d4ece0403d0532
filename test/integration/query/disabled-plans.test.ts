import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { Random } from "../../support/naive/random.js";
import { createRandomWorld, type RandomWorld } from "../../support/query/random-world.js";

const seed = Number(process.env["PLANS_SEED"] ?? Math.floor(Math.random() * 1_000_000));

describeEachDatabase(`plans that are switched off, seed ${seed} (PLANS_SEED)`, (create) => {
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, new Random(seed), { tenants: 2, days: 4, size: 12 });
  });
  afterAll(() => world.workbench.close());

  it("are named where the tenant's SKU of that day lists them, and told by id alone elsewhere", async () => {
    let named = 0;
    for (const { tenantId, copies } of world.tenants) {
      for (const [at, copy] of copies) {
        const asked = { at, tenantIds: [tenantId], first: 200 };

        const selection = { licenses: true, disabledPlans: true, totalCount: false };
        const { nodes } = await world.questions.users(ALL_TENANTS, asked, selection);

        for (const node of nodes) {
          const user = copy.users.find(({ id }) => id === node.person.entraId);
          const expected = user?.licenses.map(({ skuId, disabledPlans }) => {
            const listed = copy.skus.find((sku) => sku.skuId === skuId)?.servicePlans ?? [];
            const unknown = { servicePlanName: null, appliesTo: null, provisioningStatus: null };
            const plans = disabledPlans.map((servicePlanId) => {
              const plan = listed.find((one) => one.servicePlanId === servicePlanId);
              named += plan === undefined ? 0 : 1;
              return {
                ...(plan ?? { servicePlanId, ...unknown }),
                displayName: plan?.servicePlanName ?? servicePlanId,
              };
            });
            return [skuId, disabledPlans, plans];
          });
          const told = node.licenses.map((license) => [
            license.sku.skuId,
            license.disabledPlanIds,
            license.disabledPlans,
          ]);
          expect(told.sort()).toEqual(expected?.sort());
        }
      }
    }
    expect(named).toBeGreaterThan(0);
  });
});
