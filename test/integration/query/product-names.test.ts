import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { Guid } from "../../../src/model/guid.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { insertRows } from "../../../src/store/dialect.js";
import { ProductNameStore } from "../../../src/store/write/product-name-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import { guid } from "./seed-tenant.js";
import * as world3 from "./three-tenants.js";

const { E5, F1, HELD_ONLY, TODAY, day } = world3;
const AT = day("2026-03-01");

describeEachDatabase("product names", (create) => {
  let world: world3.World;
  let names: ProductNameStore;
  beforeAll(async () => {
    world = await world3.createWorld(create);
    names = new ProductNameStore(world.database);
  });
  afterAll(() => world.close());

  const none: ReadonlyMap<Guid, string> = new Map();
  const take = async (products: ReadonlyMap<Guid, string>) => (await names.import({ products, plans: none })).products;
  const labels = async (questions = world.questions) => {
    const { rows } = await questions.licenses(ALL_TENANTS, { at: AT, groupBy: [{ by: "SKU" }] });
    return rows.map(({ key }) => key[0]?.label);
  };
  const versions = () =>
    createReadStore(world.database).read(async (reads) => {
      const [alpha] = await reads.tenants.all();
      const numbers = [alpha?.tenantNo ?? 0];
      return [
        await reads.versions.of(null),
        await reads.versions.content(numbers),
        await reads.versions.names(numbers),
      ];
    });

  it("are shown by a running server as soon as they are imported, and other versions with them", async () => {
    const statements: string[] = [];
    const store = createReadStore(notingDatabase(world.database, statements));
    const calendar = { now: () => new Date(`${TODAY}T12:00:00Z`) };
    const other = createQuestions({ store, calendar, freeSkus: freeSkus() });
    expect(await labels()).toEqual(["ENTERPRISE", "FRONTLINE", HELD_ONLY]);
    expect(await labels(other)).toEqual(["ENTERPRISE", "FRONTLINE", HELD_ONLY]);
    const before = await versions();

    const done = await take(
      new Map<Guid, string>([
        [E5, "Enterprise é 東京 'E5'"],
        [HELD_ONLY, "Held by people"],
      ]),
    );

    expect(done).toEqual({ added: 2, changed: 0, unchanged: 0 });
    for (const questions of [world.questions, other]) {
      expect(await labels(questions)).toEqual(["Enterprise é 東京 'E5'", "FRONTLINE", "Held by people"]);
    }
    statements.length = 0;
    await labels(other);
    expect(statements.filter((sql) => sql.includes("product_name"))).toEqual([]);
    const after = await versions();
    expect(after.map((version, index) => version === before[index])).toEqual([false, false, false]);
  });

  it("stay as they are when the same list is imported, and those that a list does not name stay too", async () => {
    const before = await versions();

    const same = await take(new Map([[HELD_ONLY, "Held by people"]]));
    const afterSame = await versions();
    const more = await take(
      new Map([
        [HELD_ONLY, "held by people"],
        [F1, "Frontline"],
      ]),
    );

    expect(same).toEqual({ added: 0, changed: 0, unchanged: 1 });
    expect(afterSame).toEqual(before);
    expect(more).toEqual({ added: 1, changed: 1, unchanged: 0 });
    expect(await labels()).toEqual(["Enterprise é 東京 'E5'", "Frontline", "held by people"]);
    expect(await versions()).not.toEqual(before);
  });

  it("of service plans fall back to the technical name, then to the id", async () => {
    const plansOf = async () => {
      const { nodes } = await world.questions.subscribedSkus(ALL_TENANTS, { at: AT, first: 1 });
      return nodes[0]?.servicePlans.map(({ displayName }) => displayName);
    };
    const unlisted = (await disabledPlans())[0];
    expect(await plansOf()).toEqual(["PLAN"]);
    expect(unlisted).toEqual(guid(8));
    const before = await versions();

    const plans = new Map([
      [guid(9), "The plan"],
      [guid(8), "Another plan"],
    ]);
    const done = await names.import({ products: none, plans });

    expect(done.plans).toEqual({ added: 2, changed: 0, unchanged: 0 });
    expect(await plansOf()).toEqual(["The plan"]);
    expect(await disabledPlans()).toEqual(["Another plan"]);
    const after = await versions();
    expect(after.map((version, index) => version === before[index])).toEqual([false, false, true]); // no product is renamed
    expect((await names.import({ products: none, plans })).plans).toEqual({ added: 0, changed: 0, unchanged: 2 });
    expect(await versions()).toEqual(after);
    await names.import({ products: none, plans: new Map([[guid(9), "The plan, renamed"]]) });
    expect(await plansOf()).toEqual(["The plan, renamed"]);
    expect(await disabledPlans()).toEqual(["Another plan"]);
  });

  /** Switches plan 8, which no SKU lists, off for everybody, and tells how it is shown. */
  async function disabledPlans(): Promise<string[]> {
    await world.database.transaction(async (session) => {
      const known = await session.rows("SELECT plans_no FROM disabled_plans");
      if (known.length > 0) return;
      const values = ["plans_hash", "plans"];
      await session.run(insertRows("disabled_plans", values, 1), [Buffer.alloc(16, 1), guid(8)]);
      await session.run("UPDATE license_version SET plans_no = (SELECT MAX(plans_no) FROM disabled_plans)");
    });
    const selection = { licenses: true, disabledPlans: true, totalCount: false };
    const { nodes } = await world.questions.users(ALL_TENANTS, { at: AT, first: 1 }, selection);
    return [...new Set(nodes.flatMap(({ licenses }) => licenses.flatMap((one) => one.disabledPlans)))]
      .map(({ displayName }) => displayName)
      .filter((name, index, all) => all.indexOf(name) === index);
  }

  it("are kept in thousands", async () => {
    const many = new Map(Array.from({ length: 2_500 }, (_, n) => [guid(9_000 + n), `Product ${n}`] as const));

    expect(await take(many)).toEqual({ added: 2_500, changed: 0, unchanged: 0 });
    expect(await take(many)).toEqual({ added: 0, changed: 0, unchanged: 2_500 });
  });
});
