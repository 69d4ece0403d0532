import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { Guid } from "../../../src/model/guid.js";
import type { SubscribedSku } from "../../../src/model/subscribed-sku.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { createReadStore, type ReadStore } from "../../../src/store/read/read-store.js";
import { Dictionary } from "../../../src/store/write/dictionary.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { notingDatabase } from "../../support/query/noted-statements.js";
import { guid } from "./seed-tenant.js";
import { createWorld, day, HELD_ONLY, TODAY, type World } from "./three-tenants.js";

const units = {
  prepaidUnits: { enabled: 1, warning: 0, suspended: 0, lockedOut: 0 },
  consumedUnits: 0,
  servicePlans: [],
};
const listed = (skuId: Guid, skuPartNumber: string): SubscribedSku => ({ skuId, skuPartNumber, ...units });

describeEachDatabase("SKUs that no tenant listed", (create) => {
  const statements: string[] = [];
  const lookUps = () => statements.splice(0).filter((sql) => /\bsku\b/.test(sql));
  let world: World;
  let store: ReadStore;
  beforeAll(async () => {
    world = await createWorld(create);
  });
  beforeEach(() => {
    store = createReadStore(notingDatabase(world.database, statements));
  });
  afterAll(() => world.close());

  const numberOf = (skuId: Guid, at = store) =>
    at.read(async (reads) => {
      await reads.tenants.all();
      return (await reads.skusById([skuId])).get(skuId)?.skuNo;
    });

  it("are looked up once by questions that name them and questions that find them", async () => {
    const calendar = { now: () => new Date(`${TODAY}T12:00:00Z`) };
    const questions = createQuestions({ store, calendar, freeSkus: freeSkus() });
    const ask = async () => {
      const user = { skus: { none: [guid(700)] } };
      const asked = { at: day("2026-03-01"), groupBy: [{ by: "SKU" }], filter: { user } } as const;
      const { rows } = await questions.licenses(ALL_TENANTS, asked);
      return rows.map(({ key }) => key[0]?.label);
    };
    const first = await ask();
    const lookedUp = lookUps().length;

    const second = await ask();

    expect(first).toContain(HELD_ONLY);
    expect(lookedUp).toBeGreaterThan(0);
    expect(second).toEqual(first);
    expect(lookUps()).toEqual([]);
  });

  it("are known to every process as soon as one adds them", async () => {
    const added = guid(701);
    const other = createReadStore(world.database);
    expect([await numberOf(added), await numberOf(added, other)]).toEqual([undefined, undefined]);

    const skuNo = (await new Dictionary(world.database).skus([added])).get(added);

    expect(skuNo).toBeGreaterThan(0);
    expect([await numberOf(added), await numberOf(added, other)]).toEqual([skuNo, skuNo]);
  });

  it("are called by their part number in every process as soon as a tenant lists them", async () => {
    const nameOf = (at: ReadStore) =>
      at.read(async (reads) => {
        await reads.tenants.all();
        const byId = (await reads.skusById([HELD_ONLY])).get(HELD_ONLY);
        const byNo = (await reads.skusByNo([byId?.skuNo ?? 0])).get(byId?.skuNo ?? 0);
        return [byId?.partNumber, byNo?.partNumber];
      });
    const other = createReadStore(world.database);
    expect([await nameOf(store), await nameOf(other)].flat()).toEqual([null, null, null, null]);

    await new Dictionary(world.database).nameSkus([listed(HELD_ONLY, "HELD"), listed(guid(702), "NOT_ADDED")]);

    expect([await nameOf(store), await nameOf(other)].flat()).toEqual(["HELD", "HELD", "HELD", "HELD"]);
  });

  it("leave the catalogue's version alone when they are met again", async () => {
    const version = () => store.read((reads) => reads.versions.of(null));
    const skus = [listed(guid(703), "MET"), listed(guid(704), "MET_TOO")];
    const ids = skus.map(({ skuId }) => skuId);
    const meet = async () => {
      const dictionary = new Dictionary(world.database);
      await dictionary.skus(ids);
      await dictionary.nameSkus(skus);
    };
    const before = await version();
    await meet();
    const met = await version();

    await meet();

    expect(met).not.toBe(before);
    expect(await version()).toBe(met);
  });
});
