import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { readAssignments, readPeople } from "../../../src/query/assignment-counts.js";
import type { UserFilter } from "../../../src/query/inputs.js";
import type { Questions } from "../../../src/query/questions.js";
import { resolveText } from "../../../src/query/folded-text.js";
import type { AssignmentSet } from "../../../src/store/read/group-reader.js";
import type { Reads } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  count,
  createCrowdedWorld,
  CROWDED_DAY,
  DEPARTMENTS,
  EXPECTED,
  HOLDERS,
  IDLE,
  PEOPLE,
  personId,
  skuId,
  SKUS,
  tenantId,
  type CrowdedWorld,
} from "../../support/query/crowded-world.js";

const AT = CROWDED_DAY as SnapshotDate;
const PAGE = { licenses: false, totalCount: true };
const CROWD = [tenantId(1)];
const idle = (tenants: number) => count(tenants).map((n) => tenantId(n + 1));
const before = (days: number) => addDays(AT, 1 - days);
const ids = (length: number) => Array.from({ length }, (_, n) => skuId(n + 1));
const deep = (levels: number): UserFilter => count(levels - 1).reduce<UserFilter>((inner) => ({ not: inner }), {});

/** Each limit is met: what is still allowed answers, one more is refused, and the error names the argument to change. */
describeEachDatabase("the limits of a question", (create) => {
  let world: CrowdedWorld;
  let questions: Questions;
  beforeAll(async () => {
    world = await createCrowdedWorld(create);
    questions = world.ask();
  });
  afterAll(() => world.close());

  const refused = (asked: Promise<unknown>, argument: string) =>
    expect(asked).rejects.toMatchObject({ code: "INVALID_INPUT", details: { argument } });
  const users = (filter: UserFilter) =>
    questions.users(ALL_TENANTS, { at: AT, tenantIds: CROWD, filter, first: 1 }, PAGE);

  it("lets 100,000 groups through and no more", async () => {
    const asked = { at: AT, tenantIds: CROWD, groupBy: [{ by: "CITY" }] } as const;
    const position = await questions.licenses(ALL_TENANTS, { ...asked, filter: { skuIds: ids(SKUS - 1) } });

    expect(position.total.assignments).toBe(100_000);
    expect(position.rows).toHaveLength(1_000);
    await refused(questions.licenses(ALL_TENANTS, asked), "groupBy");
    const compared = { from: before(2), to: AT, tenantIds: CROWD, groupBy: asked.groupBy };
    await refused(questions.compare(ALL_TENANTS, compared), "groupBy");
  });

  it("lets so many groups of the stored counts and of people through and no more", async () => {
    const among = <T>(work: (reads: Reads, set: AssignmentSet) => Promise<T>) =>
      world.store.read(async (reads) => {
        const [tenant] = await reads.tenants.byIds(CROWD);
        const skus = { only: null, without: [] };
        const everybody = { filter: null, skuNo: () => undefined, skus, withoutCompany: false };
        return work(reads, { ...everybody, pins: [{ tenantNo: tenant?.tenantNo ?? 0, seq: 2 }] });
      });
    const own = (_tenantNo: number, values: readonly (string | null)[]) => values;
    const stored = (most: number) =>
      among((reads, set) => {
        const source = { kind: "dimension", dimension: "DEPARTMENT" } as const;
        return readAssignments(reads, { set, keys: [{ by: "DEPARTMENT" }], above: own }, { source, most });
      });
    const people = (most: number) =>
      among((reads, set) => readPeople(reads, { set, keys: [{ by: "CITY" }], above: own }, most));

    expect(await stored(2 * DEPARTMENTS)).toHaveLength(2 * DEPARTMENTS);
    await refused(stored(2 * DEPARTMENTS - 1), "groupBy");
    expect((await people(HOLDERS)).size).toBe(HOLDERS);
    await refused(people(HOLDERS - 1), "groupBy");
  });

  it("reads the stored counts of the SKUs in question alone", async () => {
    const asked = { at: AT, tenantIds: CROWD, groupBy: [{ by: "DEPARTMENT" }] } as const;

    const position = await questions.licenses(ALL_TENANTS, { ...asked, filter: { skuIds: ids(1) } });

    expect(position.total.assignments).toBe(DEPARTMENTS);
    expect(position.rows).toHaveLength(DEPARTMENTS);
  });

  it("keeps 2,000,000 figures of a trend at once and no more", async () => {
    const asked = { tenantIds: CROWD, groupBy: [{ by: "CITY" }, { by: "SKU" }], onGap: "OMIT", first: 1 } as const;
    const trend = (days: number) =>
      questions.licenseTrend(ALL_TENANTS, { ...asked, from: before(days), to: AT, filter: { skuIds: ids(SKUS - 1) } });

    expect((await trend(20)).seriesCount).toBe(100_000);
    await refused(trend(21), "groupBy");
  });

  it("follows 20,000 managers below a manager and no more", async () => {
    const below = (managerId: number, depth: number | null = null) =>
      users({ manager: { managerId: personId(managerId), depth } });

    expect((await below(2)).totalCount).toBe(PEOPLE - 2);
    await refused(below(1), "filter.manager");
    expect((await below(1, 20)).totalCount).toBe(20);
  });

  it("names 5,000 texts whose case no database folds, and looks at no more than 200,000", async () => {
    const greek = { startsWith: "στα", ignoreCase: true };
    const look = (mostCandidates: number) =>
      world.store.read(async (reads) => {
        const [tenant] = await reads.tenants.byIds(CROWD);
        const pins = [{ tenantNo: tenant?.tenantNo ?? 0, seq: 2 }];
        return resolveText({ contains: "σταθμός 5000", ignoreCase: true }, "city", {
          ...{ reads, pins, path: "filter.city", mostCandidates },
        });
      });

    expect((await users({ city: { ...greek, startsWith: "σταθμός 5" } })).totalCount).toBe(113);
    await refused(users({ city: greek }), "filter.city");
    await refused(users({ not: { or: [{ city: greek }] } }), "filter.not.or[0].city");
    expect(await look(PEOPLE)).toMatchObject({ in: ["Σταθμός 5000"] });
    await refused(look(PEOPLE - 1), "filter.city");
  });

  it("looks through 200,000 people who changed and no more, counted in changes, timelines and causes", async () => {
    const days = { from: before(2), to: AT, tenantIds: CROWD };
    const [enough, less] = [PEOPLE, PEOPLE - 1].map((mostChangedPeople) => world.ask({ mostChangedPeople }));
    const filter = { kinds: ["JOINED" as const] };
    const joined = (asked?: Questions) =>
      asked!.changes(ALL_TENANTS, { ...days, filter, first: 1 }, { totalCount: true });

    expect((await joined(enough)).totalCount).toBe(PEOPLE);
    await refused(joined(less), "from");
    expect((await enough!.compare(ALL_TENANTS, days)).total.causes).toMatchObject([{ kind: "JOINED", people: 1_000 }]);
    await refused(less!.compare(ALL_TENANTS, days), "from");
    const person = { tenantId: tenantId(1), entraId: personId(1) };
    const nobody = world.ask({ mostChangedPeople: 0 });
    await refused(nobody.timeline(ALL_TENANTS, { person }, { totalCount: false }), "from");
    await refused(nobody.timelines(ALL_TENANTS, { people: [person] }, { totalCount: false }), "from");
  });

  describe("over many tenants", () => {
    it("spans 200,000 days times tenants of changes and no more", async () => {
      const changes = (tenants: number) =>
        questions.changes(ALL_TENANTS, { from: before(3_653), to: AT, tenantIds: idle(tenants) }, { totalCount: true });

      expect((await changes(54)).totalCount).toBe(0);
      await refused(changes(55), "from");
    });

    it("chooses among 1,000,000 days times tenants by state and no more", async () => {
      const coverage = (tenants: number, states?: readonly ["PRESENT"]) =>
        questions.coverage(ALL_TENANTS, {
          ...{ from: before(3_653), to: AT, tenantIds: idle(tenants), first: 1 },
          ...(states ? { states } : {}),
        });

      await refused(coverage(274, ["PRESENT"]), "states");
      expect((await coverage(274)).totalCount).toBe(274 * 3_653);
    });

    it("draws 2,000,000 days times tenants and no more", async () => {
      const tenantIds = idle(1_819);

      await refused(questions.licenseTrend(ALL_TENANTS, { from: before(1_100), to: AT, tenantIds }), "tenantIds");
    });

    it("names 200 gaps of a trend, the earliest, and the first 20 tenants in an error", async () => {
      const expected = count(EXPECTED - 1).map((n) => tenantId(IDLE + 1 - EXPECTED + n));
      const days = { from: before(2), to: AT };

      const { gaps } = await questions.licenseTrend(ALL_TENANTS, { ...days, tenantIds: expected });

      expect(gaps).toHaveLength(200);
      expect(gaps.filter(({ date }) => date === before(2))).toHaveLength(EXPECTED - 1);
      const lacking = questions.licenses(ALL_TENANTS, { at: AT, tenantIds: expected });
      await expect(lacking).rejects.toMatchObject({ details: { tenantCount: EXPECTED - 1, tenants: { length: 20 } } });
      const unknown = count(EXPECTED).map((n) => tenantId(100_000 + n));
      const strangers = questions.licenses(ALL_TENANTS, { at: AT, tenantIds: unknown });
      await expect(strangers).rejects.toMatchObject({ details: { tenantCount: EXPECTED, tenantIds: { length: 20 } } });
    });

    it("takes 10,000 tenant ids and no more", async () => {
      const tenantIds = Array.from({ length: 10_000 }, () => tenantId(2));
      const asked = (given: typeof tenantIds) => questions.subscribedSkus(ALL_TENANTS, { at: AT, tenantIds: given });

      await refused(asked([...tenantIds, tenantId(3)]), "tenantIds");
      await expect(asked(tenantIds)).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
    });
  });

  const oneTenant = { tenantId: tenantId(2), to: AT };
  it.each<[string, string, (days: number) => Promise<unknown>, number]>([
    ["a trend", "from", (days) => trendOf({ from: before(days) }), 1_100],
    ["changes", "from", (days) => changesOf({ from: before(days) }), 3_653],
    ["coverage", "from", (days) => questions.coverage(ALL_TENANTS, { ...covered, from: before(days) }), 3_653],
    ["accesses", "from", (days) => questions.accesses(ALL_TENANTS, { ...oneTenant, from: before(days) }), 3_653],
    ["the age of a day", "maxAgeDays", (maxAgeDays) => latest({ maxAgeDays }), 3_660],
    ["the depth of a filter", `filter.${"not.".repeat(8)}`.slice(0, -1), (levels) => users(deep(levels)), 8],
    ["the values of a filter", "filter", (values) => users(manyValues(values)), 2_000],
    ["a list in a filter", "filter.city.in", (length) => users({ city: { in: count(length).map(String) } }), 1_000],
    ["SKUs in a filter", "filter.skus.none", (length) => users({ skus: { none: ids(length) } }), 1_000],
    ["SKUs to count", "filter.skuIds", (length) => licensesOf({ skuIds: ids(length) }), 1_000],
    ["SKUs not to count", "filter.excludeSkuIds", (length) => licensesOf({ excludeSkuIds: ids(length) }), 1_000],
    ["SKUs of changes", "filter.skuIds", (length) => changesOf({ filter: { skuIds: ids(length) } }), 1_000],
    ["the fields of an order", "orderBy", (fields) => latest({ orderBy: ORDERS.slice(0, fields) }), 3],
    ["a page", "first", (first) => latest({ first }), 200],
    ["a page from the end", "last", (last) => latest({ last, first: null }), 200],
    ["the series of a trend", "first", (first) => trendOf({ first }), 200],
    ["the points of a trend", "first", (first) => trendOf({ from: before(1_100), first }), 54],
    ["the levels to a manager", "groupBy[0].depth", (depth) => licensesOf({}, [{ by: "MANAGER", depth }]), 20],
    ["keys", "groupBy", (keys) => licensesOf({}, KEYS.slice(0, keys)), 6],
  ])("hold %s: at the limit it answers, beyond it %s is named", async (_what, argument, ask, most) => {
    await expect(ask(most)).resolves.toBeDefined();
    await refused(ask(most + 1), argument);
  });

  const covered = { to: AT, tenantIds: idle(1), first: 1 };
  const trendOf = (input: object) =>
    questions.licenseTrend(ALL_TENANTS, { from: AT, to: AT, tenantIds: idle(1), onGap: "OMIT", ...input });
  const changesOf = (input: object) =>
    questions.changes(ALL_TENANTS, { from: AT, to: AT, tenantIds: idle(1), ...input }, { totalCount: true });
  const latest = (input: object) =>
    questions.users(ALL_TENANTS, { at: AT, tenantIds: CROWD, onGap: "PREVIOUS", first: 1, ...input }, PAGE);
  const licensesOf = (filter: object, groupBy: readonly object[] = []) =>
    questions.licenses(ALL_TENANTS, { at: AT, tenantIds: idle(1), onGap: "OMIT", filter, groupBy } as never);
  const ORDERS = (["city", "mail", "surname", "state"] as const).map((field) => ({ field, direction: "ASC" }));
  const KEYS = count(7).map((n) => ({ by: "EXTENSION_ATTRIBUTE", n }));
  /** The filter itself, each text and each of its values count. */
  const manyValues = (values: number): UserFilter => ({
    city: { in: count(999).map(String) },
    mail: { in: count(values - 1 - 1_000 - 1).map(String) },
  });

  it("shows the first changes of people of many tenants at once, however long ago the calendar begins", async () => {
    const tenants = [1, ...count(EXPECTED - 1).map((n) => IDLE + 1 - EXPECTED + n)];
    const people = tenants.map((n) => ({ tenantId: tenantId(n), entraId: personId(1) }));

    const pages = await questions.timelines(ALL_TENANTS, { people }, { totalCount: true });

    expect(pages.map(({ totalCount }) => totalCount)).toEqual([1 + SKUS, ...count(EXPECTED - 1).map(() => 0)]);
  });
});
