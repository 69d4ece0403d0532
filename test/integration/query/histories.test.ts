import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { addDays } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid, SeedTenant, type SeedUser } from "./seed-tenant.js";
import { createWorld, day, user, type World } from "./three-tenants.js";

const SKUS = [guid(601), guid(602), guid(603)];
const DEPARTMENTS = ["Sales", "sales", "Sales ", "", null];
const FIRST = day("2026-01-01");

/** A small generator with a seed, so that a failure comes again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describeEachDatabase("random histories", (create) => {
  let world: World;
  let tenants: SeedTenant[];
  beforeAll(async () => {
    world = await createWorld(create);
    tenants = [1, 2, 3].map((n) => new SeedTenant(world.database, guid(700 + n), `Random ${n}`));
    for (const [index, tenant] of tenants.entries()) await live(tenant, randomFrom(index + 11));
  });
  afterAll(() => world.close());

  /** People join, leave, return, move and trade licenses; some days are held or missing. */
  async function live(tenant: SeedTenant, random: (below: number) => number): Promise<void> {
    await tenant.create(FIRST);
    for (let n = 0; n < 12; n += 1) {
      const users = Array.from({ length: 9 }, (_, index) => index)
        .filter(() => random(5) > 0)
        .map((index) => {
          const held = SKUS.filter(() => random(3) === 0);
          return user(guid(800 + index), DEPARTMENTS[random(DEPARTMENTS.length)] ?? null, held);
        });
      const seed = { day: addDays(FIRST, n), users, skus: [] };
      const kind = random(6);
      if (kind === 0) await tenant.hold(seed);
      else if (kind > 1) await tenant.seal(seed);
    }
  }

  const told = (person: SeedUser) => [person.id, person.attributes?.department, [...(person.licenses ?? [])]];

  it("are answered as naive daily copies answer", async () => {
    for (const tenant of tenants) {
      for (const { day: date, users } of tenant.days) {
        const asked = { at: day(date), tenantIds: [tenant.tenantId] };
        const page = await world.questions.users(ALL_TENANTS, asked, { licenses: true, totalCount: true });
        const position = await world.questions.licenses(ALL_TENANTS, { ...asked, groupBy: [{ by: "SKU" }] });

        const answered = page.nodes.map((node) => [
          node.person.entraId,
          node.attributes.department,
          node.licenses.map((license) => license.sku.skuId),
        ]);
        expect(answered.sort()).toEqual(users.map(told).sort());
        const holders = SKUS.map((skuId) => [skuId, users.filter((one) => one.licenses?.includes(skuId)).length]);
        expect(position.rows.map((row) => [row.key[0]?.value, row.measures.assignments])).toEqual(
          holders.filter(([, people]) => people !== 0),
        );
        expect(position.total.assignedUsers).toBe(users.filter((one) => one.licenses?.length).length);
      }
    }
  });

  it("filter the holders of a SKU and of a department as naive copies do", async () => {
    const [tenant] = tenants;
    for (const { day: date, users } of tenant!.days) {
      const filter = { department: { startsWith: "Sales" }, skus: { any: [SKUS[0]!], none: [SKUS[1]!] } };
      const asked = { at: day(date), tenantIds: [tenant!.tenantId] };
      const page = await world.questions.users(
        ALL_TENANTS,
        { ...asked, filter },
        { licenses: false, totalCount: true },
      );
      const position = await world.questions.licenses(ALL_TENANTS, { ...asked, filter: { user: filter } });

      const expected = users.filter(
        ({ attributes, licenses }) =>
          attributes?.department?.startsWith("Sales") && licenses?.includes(SKUS[0]!) && !licenses.includes(SKUS[1]!),
      );
      expect(page.nodes.map((node) => node.person.entraId).sort()).toEqual(expected.map(({ id }) => id).sort());
      expect(page.totalCount).toBe(expected.length);
      const assignments = expected.reduce((sum, one) => sum + (one.licenses?.length ?? 0), 0);
      expect(position.total).toMatchObject({ assignments, assignedUsers: expected.length, purchased: null });
    }
  });

  it("give each person the days and licenses that sealed days saw", async () => {
    for (const tenant of tenants) {
      for (let index = 0; index < 9; index += 1) {
        const who = { tenantId: tenant.tenantId, entraId: guid(800 + index) };
        const seen = tenant.days.filter(({ users }) => users.some(({ id }) => id === who.entraId));
        const person = await world.questions.person(ALL_TENANTS, who);
        expect(person).toEqual(seen.length === 0 ? null : who);
        if (person === null) continue;

        const [span] = await world.questions.personSpans(ALL_TENANTS, [who]);
        const periods = await world.questions.licensePeriods(ALL_TENANTS, who);

        expect(span).toEqual({ firstSeen: seen[0]!.day, lastSeen: seen.at(-1)!.day });
        for (const skuId of SKUS) {
          const days = periods.filter((period) => period.sku.skuId === skuId).reduce((sum, { days }) => sum + days, 0);
          const held = seen.filter(({ users }) =>
            users.some((one) => one.id === who.entraId && one.licenses?.includes(skuId)),
          );
          expect(days).toBe(held.length);
        }
      }
    }
  });
});
