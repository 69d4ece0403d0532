import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import { Prune } from "../../../src/store/write/prune.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { changeLines, naiveChanges } from "../../support/naive/naive-changes.js";
import { believed } from "../../support/import/believed.js";
import { importDay, writerOf } from "../../support/import/import-workbench.js";
import { changedDirectory } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";
import { appliedLines, expectedLines } from "../../support/query/applied-changes.js";
import { randomChangeFilter, takes } from "../../support/query/naive-change-filter.js";
import { createRandomWorld, type RandomTenant, type RandomWorld } from "../../support/query/random-world.js";
import { linesOf, walkChanges } from "../../support/query/told-changes.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

const seed = Number(process.env["CHANGES_SEED"] ?? Math.floor(Math.random() * 1_000_000));

describeEachDatabase(`changes on random days, seed ${seed} (CHANGES_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, random, { tenants: 3, days: 12, size: 12 });
  });
  afterAll(() => world.workbench.close());

  const before = (day: SnapshotDate) => addDays(day, -1);
  const all = () => ({ from: before(world.days[0]!), to: world.days.at(-1)! });
  const seenOn = (tenant: RandomTenant, day: SnapshotDate) => {
    const copies = [...tenant.copies].filter(([date]) => date <= day).map(([, copy]) => copy);
    const ids = new Set(copies.flatMap(({ users }) => users.map(({ id }) => id)));
    return (id: string) => ids.has(id as never);
  };
  const stepsOf = (tenant: RandomTenant) => {
    const sealed = [...tenant.copies.keys()];
    return sealed.slice(1).map((day, index) => [sealed[index]!, day] as const);
  };

  it("are of each step what naive daily copies differ in, measured from the sealed day before", async () => {
    for (const tenant of world.tenants) {
      for (const [earlier, day] of stepsOf(tenant)) {
        const asked = { from: before(day), to: day, tenantIds: [tenant.tenantId] };
        const told = await walkChanges(world.questions, asked);

        const [old, now] = [tenant.copies.get(earlier)!, tenant.copies.get(day)!];
        expect(linesOf(told)).toEqual(changeLines(naiveChanges(old, now, seenOn(tenant, earlier))));
        expect(new Set(told.map(({ date, previousDate }) => `${previousDate} ${date}`)).size).toBeLessThanOrEqual(1);
        expect(told.every(({ date, previousDate }) => date === day && previousDate === earlier)).toBe(true);
      }
    }
  });

  it("come in one order, and those of two periods are those of both together", async () => {
    const whole = await walkChanges(world.questions, all());
    for (let n = 0; n < 10; n += 1) {
      const between = random.pick(world.days);
      const early = await walkChanges(world.questions, { ...all(), to: between });
      const late = await walkChanges(world.questions, { ...all(), from: between });

      expect([...early, ...late]).toEqual(whole);
    }
    const place = ({ date, tenantId }: ChangeAnswer) => `${date} ${tenantId}`;
    expect(whole.map(place)).toEqual(whole.map(place).sort());
    expect(whole.length).toBeGreaterThan(5);
  });

  it("made to an earlier day give the later one", async () => {
    for (const tenant of world.tenants) {
      const sealed = [...tenant.copies.keys()];
      for (let n = 0; n < 10; n += 1) {
        const [from, to] = [random.pick(sealed), random.pick(sealed)].sort() as [SnapshotDate, SnapshotDate];
        const told = await walkChanges(world.questions, { from, to, tenantIds: [tenant.tenantId] });

        const [old, now] = [tenant.copies.get(from)!, tenant.copies.get(to)!];
        expect(appliedLines(old, told)).toEqual(expectedLines(now, told));
      }
    }
  });

  it("are narrowed by kind, SKU, field and person as the whole list is", async () => {
    const whole = await walkChanges(world.questions, all());
    for (let n = 0; n < 60; n += 1) {
      const filter = randomChangeFilter(random);
      const told = await walkChanges(world.questions, { ...all(), filter });

      const wanted = whole.filter((change) => takes(filter, change, copyOf));
      expect([filter, told]).toEqual([filter, wanted]);
    }
  });

  const copyOf = ({ tenantId }: ChangeAnswer, day: SnapshotDate) =>
    world.tenants.find((tenant) => tenant.tenantId === tenantId)?.copies.get(day);

  it("have pages of any size, and are counted whatever the page", async () => {
    const whole = await walkChanges(world.questions, all());
    for (const first of [1, 2, 7, 50]) expect(await walkChanges(world.questions, all(), first)).toEqual(whole);
    const counted = (after: string | null) =>
      world.questions.changes(ALL_TENANTS, { ...all(), first: 3, after }, { totalCount: true });

    const page = await counted(null);
    const next = await counted(page.cursors[2]!);

    expect([page.totalCount, next.totalCount]).toEqual([whole.length, whole.length]);
    expect([...page.nodes, ...next.nodes]).toEqual(whole.slice(0, 6));
    expect([page.hasPreviousPage, next.hasPreviousPage, page.hasNextPage]).toEqual([false, true, true]);
  });

  it("of one person are their timeline, and each is found again", async () => {
    const whole = await walkChanges(world.questions, all());
    const people = new Map(whole.flatMap(({ person }) => (person ? [[JSON.stringify(person), person]] : [])));
    for (const person of [...people.values()].slice(0, 12)) {
      const page = await world.questions.timeline(ALL_TENANTS, { person, first: 200 }, { totalCount: true });

      const own = whole.filter((change) => JSON.stringify(change.person) === JSON.stringify(person));
      expect(page.nodes).toEqual(own.slice(0, 200));
      expect(page.totalCount).toBe(own.length);
    }
    const some = [...people.values()].slice(0, 40);
    const firsts = await world.questions.timelines(ALL_TENANTS, { people: some, first: 2 }, { totalCount: true });
    for (const [index, person] of some.entries()) {
      const own = whole.filter((change) => JSON.stringify(change.person) === JSON.stringify(person));
      const [page, more] = [firsts[index]!, { person, first: 200, after: firsts[index]!.cursors.at(-1)! }];
      const next = await world.questions.timeline(ALL_TENANTS, more, { totalCount: false });
      expect([page.totalCount, page.hasNextPage]).toEqual([own.length, own.length > 2]);
      expect([...page.nodes, ...next.nodes]).toEqual(own.slice(0, 202));
    }
    for (const change of random.shuffled(whole).slice(0, 30)) {
      const { person, sku, ...step } = change;
      const ref = { ...step, entraId: person?.entraId ?? null, skuId: sku?.skuId ?? null };
      expect(await world.questions.change(ALL_TENANTS, ref)).toEqual(change);
    }
  });

  /** Without what SKUs are called: a part number may be learned later. */
  const bare = (changes: readonly ChangeAnswer[]) =>
    changes.map(({ sku, previousSku, ...rest }) => ({ ...rest, sku: sku?.skuId, previousSku: previousSku?.skuId }));

  /** The first tenant that has no held day after its last sealed one: only a tenant's last day can be read again. */
  const readableAgain = async () => {
    const held = await world.workbench.database.read((session) =>
      session.rows<{ tenant_no: number; day: string }>("SELECT tenant_no, day FROM held_day WHERE tenant_no > 0"),
    );
    return world.tenants.find(({ tenantNo, copies }) => {
      const last = [...copies.keys()].at(-1)!;
      return !held.some(({ tenant_no, day }) => tenant_no === tenantNo && day > last);
    })!;
  };

  it("are each visited once while a day is read again underneath, and are gone with one of their days", async () => {
    const tenant = await readableAgain();
    const sealed = [...tenant.copies.keys()];
    const day = sealed.at(-1)!;
    const asked = { from: sealed[0]!, to: world.days.at(-1)! };
    const whole = await walkChanges(world.questions, asked);
    const { database } = world.workbench;
    const { tenantId } = tenant;
    let copy = tenant.copies.get(day)!;
    const readAgain = async () => {
      let next = changedDirectory(random, copy, 12, 0.9);
      while (!believed([copy, next])) next = changedDirectory(random, copy, 12, 0.9); // a day that is held changes nothing
      copy = next;
      await importDay({ snapshots: writerOf(database), tenantId, day, copy, again: "because" });
    };

    const [newest] = await database.read((session) =>
      session.rows<{ at: number }>("SELECT MAX(sealed_at) AS at FROM snapshot WHERE tenant_no > 0"),
    );
    const store = world.store.asOf(Number(newest?.at));
    const calendar = { now: () => new Date(`${world.days.at(-1)}T20:00:00Z`) };
    const asOfThen = createQuestions({ store, calendar, freeSkus: new Set() });

    const walked = await walkChanges(world.questions, asked, Math.ceil(whole.length / 4), readAgain);

    expect(bare(walked)).toEqual(bare(whole));
    expect(bare(await walkChanges(world.questions, asked))).not.toEqual(bare(whole));
    expect(bare(await walkChanges(asOfThen, asked))).toEqual(bare(whole));
    const pruner = new Prune(database, { owner: "prune", leaseMs: 60_000 });
    const gone = walkChanges(world.questions, asked, 1, async () => {
      await pruner.retireDays(tenantId, [sealed[1]!]);
    });
    await expect(gone).rejects.toMatchObject({ code: "SNAPSHOT_GONE" });
  });
});
