import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import type { UserFilter } from "../../../src/query/inputs.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { matchesUser } from "../../../src/query/user-matches.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { idOf } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { naivelyTakes, randomFilter } from "../../support/query/naive-filter.js";
import { naiveRows } from "../../support/query/naive-groups.js";
import { createRandomWorld, type RandomWorld } from "../../support/query/random-world.js";

const seed = Number(process.env["FILTERS_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const QUESTIONS = 150;

describeEachDatabase(`filters, seed ${seed} (FILTERS_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, random, { tenants: 2, days: 3, size: 20 });
  });
  afterAll(() => world.workbench.close());

  const matches = (filter: Parameters<typeof matchesUser>[0], user: DirectoryUser, copy: DayCopy) => {
    const managers = new Map(copy.users.map(({ id, managerId }) => [id, managerId]));
    const skuIds = new Set<Guid>(user.licenses.map(({ skuId }) => skuId));
    return matchesUser(filter, { ...user, entraId: user.id, skuIds }, managers);
  };

  it("may be as deep as they are allowed to be, with case ignored in the depths", async () => {
    const deepest: UserFilter = { or: [{ city: { contains: "abcdefgh", ignoreCase: true } }] };
    const filter = Array.from({ length: 6 }).reduce<UserFilter>(
      (inner, _, index) =>
        index % 2 === 0 ? { and: [inner], not: { mail: { isNull: true } } } : { not: inner, or: [inner] },
      deepest,
    );

    const page = await world.questions.users(ALL_TENANTS, { filter }, { licenses: false, totalCount: true });

    expect(page.totalCount).toBe(0);
  });

  it.each<[string, UserFilter, string]>([
    ["10,000 ids", { skus: { any: Array.from({ length: 10_000 }, () => idOf("sku", 1)) } }, "filter.skus.any"],
    [
      "a list too long, deep inside",
      { not: { or: [{}, { mail: { in: Array.from({ length: 1_001 }, String) } }] } },
      "filter.not.or[1].mail.in",
    ],
    [
      "extension attribute 16",
      { and: [{ extensionAttribute: { n: 16, value: {} } }] },
      "filter.and[0].extensionAttribute.n",
    ],
    ["a manager 0 levels up", { manager: { managerId: idOf("user", 1), depth: 0 } }, "filter.manager.depth"],
    ["a manager 21 levels up", { manager: { managerId: idOf("user", 1), depth: 21 } }, "filter.manager.depth"],
  ])("refuse %s, naming the field", async (_what, filter, argument) => {
    const asked = world.questions.users(ALL_TENANTS, { filter }, { licenses: false, totalCount: false });

    await expect(asked).rejects.toMatchObject({ code: "INVALID_INPUT", details: { argument } });
    const licenses = world.questions.licenses(ALL_TENANTS, { filter: { user: filter } });
    await expect(licenses).rejects.toMatchObject({ details: { argument: argument.replace("filter", "filter.user") } });
  });

  it("find whom a look at each person finds, in users and in licenses, in SQL and in memory", async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const at = random.pick(world.days);
      const filter = randomFilter(random);
      const sides = world.tenants.flatMap(({ tenantId, copies }) => {
        const copy = copies.get(at);
        return copy === undefined ? [] : [{ tenantId, copy }];
      });
      const asked = { at, onGap: "OMIT" } as const;

      const page = await world.questions.users(
        ALL_TENANTS,
        { ...asked, filter, first: 200 },
        { licenses: false, totalCount: true },
      );
      const groupBy = [{ by: "DEPARTMENT" }] as const;
      const position = await world.questions.licenses(ALL_TENANTS, { ...asked, filter: { user: filter }, groupBy });

      const context = JSON.stringify({ at, filter });
      const expected = sides.flatMap(({ tenantId, copy }) =>
        copy.users.filter((user) => naivelyTakes(filter, user, copy)).map(({ id }) => `${tenantId} ${id}`),
      );
      const found = page.nodes.map(({ person }) => `${person.tenantId} ${person.entraId}`);
      expect([context, found.sort()]).toEqual([context, expected.sort()]);
      expect(page.totalCount).toBe(expected.length);
      const inMemory = sides.flatMap(({ tenantId, copy }) =>
        copy.users.filter((user) => matches(filter, user, copy)).map(({ id }) => `${tenantId} ${id}`),
      );
      expect([context, inMemory.sort()]).toEqual([context, expected]);
      const rows = position.rows.map(({ key, measures: { assignments, assignedUsers } }) => [
        JSON.stringify(key.map(({ value }) => value)),
        { assignments, people: assignedUsers },
      ]);
      const takes = (user: DirectoryUser, copy: DayCopy) => naivelyTakes(filter, user, copy);
      expect([context, new Map(rows as never)]).toEqual([context, naiveRows(sides, groupBy, takes)]);
    }
  });
});
