import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { UserFilter, UserOrder } from "../../../src/query/inputs.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid, type SeedUser } from "./seed-tenant.js";
import { ALPHA, createWorld, day, user, type World } from "./three-tenants.js";

const NASTY = [
  "Sales",
  "Sales ",
  "sales",
  "S%les",
  "S_les",
  "Sa\\les",
  "é",
  "e\u0301",
  "",
  "😀",
  "\uFFFD",
  null,
  "100%",
  "a|b",
];
const PEOPLE: readonly SeedUser[] = Array.from({ length: 42 }, (_, index) =>
  user(guid(2_000 + index), NASTY[index % NASTY.length] ?? null),
);
const SELECTION = { licenses: false, totalCount: true };
const AT = day("2026-03-04");

const binary = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describeEachDatabase("pages of users", (create) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(create);
    await world.alpha.seal({ day: AT, users: PEOPLE, skus: [] }, 2);
  });
  afterAll(() => world.close());

  const ask = (input: Parameters<World["questions"]["users"]>[1]) =>
    world.questions.users(ALL_TENANTS, { tenantIds: [ALPHA], at: AT, ...input }, SELECTION);

  async function walk(forward: boolean, orderBy: UserOrder[], beneath?: () => Promise<void>): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await world.questions.users(
        ALL_TENANTS,
        forward
          ? { first: 5, orderBy, ...(cursor && { after: cursor }) }
          : { last: 5, orderBy, ...(cursor && { before: cursor }) },
        SELECTION,
      );
      const ids = page.nodes.map((node) => `${node.person.tenantId} ${node.person.entraId}`);
      seen.splice(forward ? seen.length : 0, 0, ...ids);
      more = forward ? page.hasNextPage : page.hasPreviousPage;
      cursor = forward ? page.cursors.at(-1) : page.cursors[0];
      await beneath?.();
    }
    return seen;
  }

  const filters: readonly (readonly [string, UserFilter, (value: string | null) => boolean])[] = [
    ["a trailing space", { department: { eq: "Sales " } }, (value) => value === "Sales "],
    ["case", { department: { eq: "sales" } }, (value) => value === "sales"],
    ["% as a character", { department: { contains: "%" } }, (value) => value?.includes("%") ?? false],
    ["_ as a character", { department: { startsWith: "S_" } }, (value) => value?.startsWith("S_") ?? false],
    ["a prefix", { department: { startsWith: "Sales" } }, (value) => value?.startsWith("Sales") ?? false],
    ["an astral prefix", { department: { startsWith: "😀" } }, (value) => value === "😀"],
    ["a backslash", { department: { contains: "\\" } }, (value) => value?.includes("\\") ?? false],
    ["composed accents", { department: { eq: "é" } }, (value) => value === "é"],
    ["decomposed accents", { department: { contains: "e\u0301" } }, (value) => value === "e\u0301"],
    ["the empty text", { department: { eq: "" } }, (value) => value === ""],
    ["null", { department: { isNull: true } }, (value) => value === null],
    ["another value, null included", { department: { ne: "Sales" } }, (value) => value !== "Sales"],
    ["the opposite", { not: { department: { in: ["Sales", "é"] } } }, (value) => value !== "Sales" && value !== "é"],
    [
      "either",
      { or: [{ department: { eq: "😀" } }, { and: [{ department: { eq: "a|b" } }] }] },
      (value) => value === "😀" || value === "a|b",
    ],
    ["no license", { skus: { isEmpty: true }, department: { contains: "" } }, (value) => value !== null],
    ["an unknown SKU", { skus: { any: [guid(888)] } }, () => false],
  ];
  it.each(filters)("filters by %s exactly", async (_, filter, matches) => {
    const page = await ask({ filter, first: 200 });

    const expected = PEOPLE.filter((person) => matches(person.attributes?.department ?? null)).map(({ id }) => id);
    expect(page.nodes.map((node) => node.person.entraId)).toEqual(expected);
    expect(page.totalCount).toBe(expected.length);
  });

  it.each(["ASC", "DESC"] as const)("orders %s by code point, nulls last", async (direction) => {
    const page = await ask({ first: 200, orderBy: [{ field: "department", direction }] });

    const texts = [...new Set(NASTY)].filter((value) => value !== null).sort(binary);
    const expected = [...(direction === "ASC" ? texts : texts.reverse()), null];
    expect([...new Set(page.nodes.map((node) => node.attributes.department))]).toEqual(expected);
  });

  it("visits each row exactly once in both directions while days are sealed underneath", async () => {
    for (const orderBy of [[], [{ field: "department", direction: "DESC" } as const]]) {
      const all = (await world.questions.users(ALL_TENANTS, { first: 200, orderBy }, SELECTION)).nodes.map(
        (node) => `${node.person.tenantId} ${node.person.entraId}`,
      );
      let revision = (await world.questions.snapshots(ALL_TENANTS, { tenantId: ALPHA })).nodes.at(-1)!.revision;
      const beneath = async () => {
        await new Promise((resolve) => setTimeout(resolve, 3));
        await world.alpha.seal({ day: AT, users: PEOPLE, skus: [] }, (revision += 1));
      };
      const forward = await walk(true, orderBy, beneath);
      const backward = await walk(false, orderBy, beneath);

      expect(forward).toEqual(all);
      expect(backward).toEqual(all);
      expect(new Set(all).size).toBe(PEOPLE.length + 1 + 2);
    }
  });

  describe("a cursor", () => {
    it.each([
      ["damaged", (cursor: string) => `${cursor.slice(0, -2)}${cursor.endsWith("AA") ? "BB" : "AA"}`],
      ["cut", (cursor: string) => cursor.slice(0, 20)],
      ["empty", () => ""],
      ["invented", () => Buffer.from('["x",[1,2],0,null]').toString("base64url")],
    ])("is refused when %s", async (_, spoil) => {
      const page = await ask({ first: 2 });

      const again = ask({ first: 2, after: spoil(page.cursors[1]!) });

      await expect(again).rejects.toMatchObject({ code: "INVALID_CURSOR", details: { argument: "after" } });
    });

    it("is refused in another question or scope", async () => {
      const after = (await ask({ first: 2 })).cursors[1]!;
      const scope = { kind: "listed", tenantIds: [ALPHA] } as const;

      await expect(ask({ after, filter: { mail: { isNull: true } } })).rejects.toMatchObject({
        code: "INVALID_CURSOR",
      });
      await expect(
        world.questions.users(scope, { tenantIds: [ALPHA], at: AT, after }, SELECTION),
      ).rejects.toMatchObject({ code: "INVALID_CURSOR" });
      await expect(world.questions.subscribedSkus(ALL_TENANTS, { after })).rejects.toMatchObject({
        code: "INVALID_CURSOR",
      });
    });

    it("is gone when its day was retired", async () => {
      const old = { at: day("2026-03-02"), tenantIds: [ALPHA], first: 1 };
      const { cursors } = await world.questions.users(ALL_TENANTS, old, SELECTION);
      await world.alpha.retire("2026-03-02");

      const next = world.questions.users(ALL_TENANTS, { ...old, after: cursors[0]! }, SELECTION);

      await expect(next).rejects.toMatchObject({ code: "SNAPSHOT_GONE" });
    });
  });

  it.each([
    ["first", { first: 0 }],
    ["first", { first: 201 }],
    ["first", { first: 2_000_000_000 }],
    ["first", { first: 1.5 }],
    ["last", { last: -1 }],
    ["last", { first: 1, last: 1 }],
    ["at", { at: day("2026-03-05") }],
    ["maxAgeDays", { maxAgeDays: -1 }],
  ])("refuses an absurd %s", async (argument, input) => {
    await expect(ask(input)).rejects.toMatchObject({ code: "INVALID_INPUT", details: { argument } });
  });
});
