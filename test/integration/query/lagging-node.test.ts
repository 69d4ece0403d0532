import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freeSkus } from "../../../src/model/free-skus.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Questions } from "../../../src/query/questions.js";
import { AppError } from "../../../src/errors.js";
import type { Database } from "../../../src/store/database.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import { createLaggingStore } from "../../../src/store/read/question-store.js";
import { describeEachDatabase, type FreshDatabase } from "../../support/databases/test-database.js";
import { SeedTenant, type SeedDay } from "./seed-tenant.js";
import { ALPHA, ANNA, BEN, CARA, day, user } from "./three-tenants.js";

const EVERYTHING = { licenses: false, totalCount: true };
const TUESDAY = day("2026-03-03");
const NEVER = day("2026-03-01");
const UNAVAILABLE = new AppError("DATABASE_UNAVAILABLE", "as the test asked");

function dayOf(date: string, ...people: readonly (typeof ANNA)[]): SeedDay {
  return { day: date, users: people.map((id) => user(id, null)), skus: [] };
}

/** A node with the same tenant, on its way to the same days. */
async function node(create: () => Promise<FreshDatabase>) {
  const fresh = await create();
  const opened = await openDatabase(fresh.url);
  await migrate(opened);
  const tenant = new SeedTenant(opened, ALPHA, "Alpha");
  await tenant.create("2026-03-01");
  await tenant.seal(dayOf("2026-03-02", ANNA, BEN));
  const state = { reads: 0, isDown: false };
  const database: Database = {
    ...opened,
    read: (work) => {
      state.reads += 1;
      return state.isDown ? Promise.reject(UNAVAILABLE) : opened.read(work);
    },
  };
  const close = async () => {
    await opened.close();
    await fresh.drop();
  };
  return { database, tenant, state, close };
}

describeEachDatabase("a question to a node that is behind", (create) => {
  let behind: Awaited<ReturnType<typeof node>>;
  let current: Awaited<ReturnType<typeof node>>;
  let questions: Questions;

  beforeEach(async () => {
    [behind, current] = await Promise.all([node(create), node(create)]);
    await current.tenant.seal(dayOf(TUESDAY, ANNA, BEN, CARA));
    const store = createLaggingStore({ reader: behind.database, current: current.database, waitMs: 300 });
    const calendar = { now: () => new Date("2026-03-03T12:00:00Z") };
    questions = createQuestions({ store, calendar, freeSkus: freeSkus() });
  });
  afterEach(() => Promise.all([behind.close(), current.close()]));

  const usersAt = (at: typeof TUESDAY | null, onGap: "EXACT" | "OMIT" = "EXACT") =>
    questions.users(ALL_TENANTS, { at, onGap }, EVERYTHING);
  const revision = (date: typeof TUESDAY) => questions.snapshot(ALL_TENANTS, { tenantId: ALPHA, date, revision: 1 });

  it("waits for a day that it names, and reads it there once it has come", async () => {
    const asked = usersAt(TUESDAY);
    await behind.tenant.seal(dayOf(TUESDAY, ANNA, BEN, CARA));
    const before = current.state.reads;

    expect((await asked).totalCount).toBe(3);
    expect(current.state.reads).toBeLessThanOrEqual(Math.max(before, 1));
  });

  describe("that stays behind", () => {
    it.each([
      ["a day", async () => (await usersAt(TUESDAY)).totalCount, 3],
      ["a day, leaving out who lacks it", async () => (await usersAt(TUESDAY, "OMIT")).totalCount, 3],
      ["a revision", async () => (await revision(TUESDAY))?.userCount, 3],
    ])("asks the current node for %s", async (_, ask, expected) => {
      expect(await ask()).toBe(expected);
    });

    it("goes on with a cursor that the current node gave", async () => {
      const input = { first: 2 };
      const ahead = createQuestions({
        store: createLaggingStore({ reader: current.database, current: current.database }),
        calendar: { now: () => new Date("2026-03-03T12:00:00Z") },
        freeSkus: freeSkus(),
      });
      const page = await ahead.users(ALL_TENANTS, input, EVERYTHING);

      const next = await questions.users(ALL_TENANTS, { ...input, after: page.cursors.at(-1) ?? null }, EVERYTHING);

      expect(next.nodes.map((state) => state.person.entraId)).toEqual([CARA]);
    });

    it("answers for the latest day with its own latest, without asking anybody", async () => {
      const page = await usersAt(null);

      expect(page.asOf.newest).toBe("2026-03-02");
      expect(current.state.reads).toBe(0);
    });

    it.each([
      ["a day", () => usersAt(TUESDAY)],
      ["a day, leaving out who lacks it", () => usersAt(TUESDAY, "OMIT")],
      ["a revision", () => revision(TUESDAY)],
    ])("is STALE for %s when the current node does not answer", async (_, ask) => {
      current.state.isDown = true;

      await expect(ask()).rejects.toMatchObject({ code: "STALE" });
    });
  });

  it("says at once that there is no such day when it is not behind", async () => {
    await behind.tenant.seal(dayOf(TUESDAY, ANNA, BEN, CARA));

    await expect(usersAt(NEVER)).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
    expect(await revision(NEVER)).toBeNull();

    expect(behind.state.reads).toBe(4);
    expect(current.state.reads).toBe(2);
  });
});
