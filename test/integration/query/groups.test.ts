import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { GroupKey } from "../../../src/query/inputs.js";
import type { LicenseRow } from "../../../src/query/license-answers.js";
import { parseGroupBy } from "../../../src/query/group-keys.js";
import { readLicenseCells } from "../../../src/query/license-cells.js";
import { rowsOf } from "../../../src/query/license-rows.js";
import { resolveDays } from "../../../src/query/resolve-days.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { naiveRows, randomGroupBy, type NaiveRows } from "../../support/query/naive-groups.js";
import { createRandomWorld, type RandomWorld } from "../../support/query/random-world.js";
import { Random } from "../../support/naive/random.js";

const seed = Number(process.env["GROUPS_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const QUESTIONS = 60;

describeEachDatabase(`licenses by several keys, seed ${seed} (GROUPS_SEED)`, (create) => {
  const random = new Random(seed);
  let world: RandomWorld;
  beforeAll(async () => {
    world = await createRandomWorld(create, random);
  });
  afterAll(() => world.workbench.close());

  const told = (rows: readonly LicenseRow[]): NaiveRows =>
    new Map(
      rows
        .filter(({ measures }) => measures.assignments > 0)
        .map(({ key, measures: { assignments, assignedUsers } }) => [
          JSON.stringify(key.map(({ value }) => value)),
          { assignments, people: assignedUsers },
        ]),
    );

  it("are what naive daily copies count, and add up to the total", async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const at = random.pick(world.days);
      const groupBy = randomGroupBy(random);
      const sides = world.tenants.flatMap(({ tenantId, copies }) => {
        const copy = copies.get(at);
        return copy === undefined ? [] : [{ tenantId, copy }];
      });

      const { total, rows } = await world.questions.licenses(ALL_TENANTS, { at, onGap: "OMIT", groupBy });

      const context = JSON.stringify({ at, groupBy });
      const expected = groupBy.length === 0 ? new Map() : naiveRows(sides, groupBy);
      expect([context, told(rows)]).toEqual([context, expected]);
      const all = naiveRows(sides, []).get("[]") ?? { assignments: 0, people: 0 };
      expect(total).toMatchObject({ assignments: all.assignments, assignedUsers: all.people });
      if (groupBy.length > 0) expectSums(rows, total, groupBy);
    }
  });

  function expectSums(rows: readonly LicenseRow[], total: LicenseRow["measures"], groupBy: readonly GroupKey[]) {
    const people = groupBy.some(({ by }) => by !== "TENANT" && by !== "SKU");
    const sum = (field: "assignments" | "purchased" | "unassigned" | "overassigned") =>
      rows.reduce((added, { measures }) => added + (measures[field] ?? Number.NaN), 0);
    expect(sum("assignments")).toBe(total.assignments);
    for (const field of ["purchased", "unassigned", "overassigned"] as const) {
      if (people) expect(rows.map(({ measures }) => measures[field])).toEqual(rows.map(() => null));
      else expect(sum(field)).toBe(total[field]);
    }
  }

  it("come by key in the order of code points, the missing row last", async () => {
    const { rows } = await world.questions.licenses(ALL_TENANTS, {
      onGap: "OMIT",
      groupBy: [{ by: "DEPARTMENT" }, { by: "CITY" }],
    });

    const place = (row: LicenseRow) => row.key.map(({ value }) => [value === null, Buffer.from(value ?? "")] as const);
    const ordered = rows.toSorted((a, b) => {
      const [left, right] = [place(a), place(b)];
      for (const [index, [missing, bytes]] of left.entries()) {
        const other = right[index]!;
        const order = Number(missing) - Number(other[0]) || bytes.compare(other[1]);
        if (order !== 0) return order;
      }
      return 0;
    });
    expect(rows.map(({ key }) => key)).toEqual(ordered.map(({ key }) => key));
    expect(
      rows.every(({ key }) => key.every(({ value, missing, label }) => missing === (value === null) && label)),
    ).toBe(true);
  });

  it.each([{ by: "DEPARTMENT" }, { by: "COMPANY" }, { by: "COUNTRY" }, { by: "USAGE_LOCATION" }] as const)(
    "by $by are the same from the aggregate and from the licenses",
    async ({ by }) => {
      const grouping = parseGroupBy([{ by }, { by: "SKU" }, { by: "TENANT" }]);
      for (const at of world.days) {
        const [stored, computed] = await world.store.read(async (reads) => {
          const question = { tenants: await reads.tenants.all(), at, onGap: "OMIT", maxAgeDays: 0, today: at } as const;
          const { days } = await resolveDays(reads, question);
          const asked = { days, filter: {}, freeSkus: new Set<string>(), grouping, assignedUsers: true };
          const shown = { peopleOnly: false, names: new Map<string, string>() };
          const aggregate = await readLicenseCells(reads, asked, { kind: "dimension", dimension: by });
          const counted = await readLicenseCells(reads, asked, { kind: "computed" });
          return [aggregate, counted].map((cells) => rowsOf(cells, grouping, shown));
        });

        expect(stored).toEqual(computed);
      }
    },
  );
});
