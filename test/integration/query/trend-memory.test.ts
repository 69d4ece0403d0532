import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { addDays } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS, type TenantId } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { LicenseTrend } from "../../../src/query/license-answers.js";
import type { Database } from "../../../src/store/database.js";
import { createReadMemory, createReadStore, type ReadMemory } from "../../../src/store/read/read-store.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import * as world3 from "./three-tenants.js";

const { ALPHA, ANNA, BEN, E5, F1, GAMMA, day, user } = world3;
const FROM = day("2026-03-01");
const TO = day("2026-03-06");
const SKUS = [{ skuId: E5, partNumber: "ENTERPRISE", enabled: 7, consumed: 2 }];

describeEachDatabase("trends whose sealed days are kept in memory", (create) => {
  let world: world3.World;
  const statements: string[] = [];
  let memory: ReadMemory;
  beforeEach(async () => {
    world = await world3.createWorld(create);
    memory = createReadMemory();
    statements.length = 0;
  });
  afterEach(() => world.close());

  const questionsOn = (database: Database, kept: ReadMemory) =>
    createQuestions({
      store: createReadStore(database, kept),
      calendar: { now: () => new Date("2026-04-30T12:00:00Z") },
      freeSkus: new Set(),
    });

  async function ask(tenantIds: TenantId[] | null, to = TO, units = true) {
    const asked = { from: FROM, to, tenantIds, onGap: "OMIT", groupBy: [{ by: "TENANT" }, { by: "SKU" }] } as const;
    const selection = { assignedUsers: false, units };
    const questions = questionsOn(notingDatabase(world.database, statements), memory);
    statements.length = 0;
    const kept = await questions.licenseTrend(ALL_TENANTS, asked, selection);
    const fresh = await questionsOn(world.database, createReadMemory()).licenseTrend(ALL_TENANTS, asked, selection);
    expect(kept).toEqual(fresh);
    return kept;
  }
  const intervalsRead = () => statements.filter((text) => /license_count|sku_version/.test(text)).length;
  const held = (trend: LicenseTrend) =>
    trend.series.find(({ key }) => key[1]?.value === E5)?.columns.assignments.filter((count) => count !== null);

  it("read no interval twice, and of a new day that day alone", async () => {
    await ask([ALPHA], day("2026-03-03"));
    expect(intervalsRead()).toBe(2);
    await ask([ALPHA], day("2026-03-03"));
    expect(intervalsRead()).toBe(0);
    await ask([ALPHA], day("2026-03-02"), false);
    expect(intervalsRead()).toBe(0);

    await world.alpha.seal({ day: "2026-03-05", users: [user(ANNA, null, [E5]), user(BEN, null, [E5])], skus: SKUS });
    const trend = await ask([ALPHA]);

    expect(intervalsRead()).toBe(2);
    expect(held(trend)).toEqual([2, 2, 1, 1, 2]);
    await ask(null);
    await ask(null);
    expect(intervalsRead()).toBe(0);
  });

  it("follow a day that is sealed once more, one that is accepted, and one that is retired", async () => {
    await ask(null);
    await world.alpha.seal({ day: "2026-03-04", users: [user(BEN, null, [E5, F1])], skus: SKUS }, 2);
    await ask(null);
    await new SuspectStore(world.database).accept({ tenantId: GAMMA, day: day("2026-03-04"), actor: "a test" });
    await ask(null);
    await world.gamma.seal({ day: "2026-03-05", users: [user(ANNA, null, [F1])], skus: [] });
    await ask(null);
    await world.alpha.retire("2026-03-02");
    const trend = await ask(null);

    expect(trend.points.map(({ missingTenants }) => missingTenants)).toEqual([0, 1, 1, 0, 2, 3]);
  });

  it("forget what was sealed under a number that after a failover stands for another day", async () => {
    const before = await ask([ALPHA]);
    await world.database.transaction(async (session) => {
      await session.run("UPDATE snapshot SET sealed_at = sealed_at + 1000 WHERE day = '2026-03-04'");
      await session.run("UPDATE license_count SET assignments = assignments + 5 WHERE to_seq > 4");
    });

    const after = await ask([ALPHA]);

    expect(held(after)).not.toEqual(held(before));
  });

  it("hold the places of a long stretch, wherever its days were met first", async () => {
    for (let n = 5; n <= 40; n += 1) {
      const users = [user(ANNA, null, n % 3 === 0 ? [E5] : [E5, F1]), user(BEN, null, n % 5 === 0 ? [] : [F1])];
      await world.alpha.seal({ day: addDays(FROM, n), users, skus: n % 4 === 0 ? [] : SKUS });
    }
    const last = addDays(FROM, 40);
    for (const to of [addDays(FROM, 3), addDays(FROM, 38), last]) await ask([ALPHA], to);
    const tight = createReadMemory(1);
    const asked = { from: FROM, to: last, groupBy: [{ by: "SKU" }], onGap: "PREVIOUS" } as const;
    const [kept, forgotten] = [questionsOn(world.database, memory), questionsOn(world.database, tight)];

    for (let round = 0; round < 2; round += 1) {
      expect(await kept.licenseTrend(ALL_TENANTS, asked)).toEqual(await forgotten.licenseTrend(ALL_TENANTS, asked));
    }
  });
});
