import { describe, expect, it } from "@jest/globals";
import { personEffects, skuEffects } from "../../../src/model/cause.js";
import { CauseTally } from "../../../src/model/cause-tally.js";
import type { PersonEnds, PersonState } from "../../../src/model/diff.js";
import type { UserAttributes } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";

const [E5, OTHER, THIRD] = ["e5" as Guid, "other" as Guid, "third" as Guid];
const NO_TEXT = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, null])) as UserAttributes;

type Day = readonly [department: string | null, ...licenses: Guid[]] | null;

function state(day: Day): PersonState | null {
  if (day === null) return null;
  const [department, ...skuIds] = day;
  return {
    attributes: { ...NO_TEXT, department },
    extensionAttributes: [],
    managerId: null,
    licenses: skuIds.map((skuId) => ({ skuId, disabledPlans: [] })),
  };
}

function ends(id: string, before: Day, after: Day): PersonEnds {
  return { id: id as Guid, before: state(before), after: state(after), seenBefore: false };
}

/** By department, E5 alone. */
function effects(person: PersonEnds) {
  const on = (day: PersonState | null) => (skuId: Guid) =>
    skuId === E5 ? (day?.attributes.department ?? "none") : null;
  return personEffects(person, { before: on(person.before), after: on(person.after) }, {});
}

function told(tally: CauseTally, group: string | null): string[] {
  const counted = tally.causesOf(group).filter(({ assignments }) => assignments !== 0);
  return counted.map(({ kind, people, assignments }) => `${kind} ${people} ${assignments}`);
}

describe("the causes of design/api.md's worked example", () => {
  const tally = new CauseTally();
  const people = [
    ends("anna", ["Sales", E5], ["IT", E5]),
    ends("ben", ["Sales", E5], ["Sales", OTHER]),
    ends("cara", ["Sales", E5], ["IT", OTHER]),
    ends("dan", ["IT", E5], null),
    ends("eve", null, ["IT", E5]),
    ends("gus", ["IT", E5, OTHER], ["IT", THIRD]),
    ends("hal", [null, E5], ["Sales", E5]),
  ];
  for (const person of people) tally.add(effects(person));

  it("add up in Sales from 3 to 1", () => {
    expect(told(tally, "Sales")).toEqual(["SKU_SWAPPED 2 -2", "MOVED_IN 1 1", "MOVED_OUT 1 -1"]);
  });

  it("add up in IT from 2 to 2", () => {
    expect(told(tally, "IT")).toEqual(["JOINED 1 1", "LEFT 1 -1", "LICENSE_REMOVED 1 -1", "MOVED_IN 1 1"]);
  });

  it("add up among those without a department from 1 to 0", () => {
    expect(told(tally, "none")).toEqual(["MOVED_OUT 1 -1"]);
  });

  it("add up in all from 6 to 3, kind by kind as in the rows", () => {
    expect(told(tally, null)).toEqual([
      ...["JOINED 1 1", "LEFT 1 -1", "LICENSE_REMOVED 1 -1", "SKU_SWAPPED 2 -2", "MOVED_IN 2 2", "MOVED_OUT 2 -2"],
    ]);
  });

  it("count other departments as changes of 0", () => {
    expect(tally.causesOf(null).filter(({ kind }) => kind === "ATTRIBUTE_CHANGED")).toEqual([
      { kind: "ATTRIBUTE_CHANGED", people: 2, assignments: 0, purchased: 0, changes: 2 },
    ]);
  });
});

describe("the effects of a person", () => {
  const everywhere = { before: () => "all", after: () => "all" };
  const kinds = (person: PersonEnds, groups = everywhere as Parameters<typeof personEffects>[1]) =>
    personEffects(person, groups, {}).map(({ change, assignments }) => [change.kind, change.skuId, assignments]);

  it("are of one change when a person with two licenses leaves", () => {
    expect(kinds(ends("anna", ["IT", E5, OTHER], null))).toEqual([
      ["LEFT", null, -1],
      ["LEFT", null, -1],
    ]);
  });

  it("are both ends of a swap where both SKUs count", () => {
    expect(kinds(ends("anna", ["IT", E5], ["IT", OTHER]))).toEqual([
      ["SKU_SWAPPED", OTHER, -1],
      ["SKU_SWAPPED", OTHER, 1],
    ]);
  });

  it("are a move in alone when a filter lets the person in", () => {
    expect(kinds(ends("anna", ["IT", E5], ["IT", E5]), { before: () => null, after: () => "all" })).toEqual([
      ["MOVED_IN", E5, 1],
    ]);
  });

  it("are none where nothing counts on either day", () => {
    expect(kinds(ends("anna", ["IT", E5], null), { before: () => null, after: () => null })).toEqual([]);
  });

  it("tell what a move is counted by", () => {
    const move = { field: "department", before: "IT", after: "Sales" };
    const moved = personEffects(
      ends("anna", ["IT", E5], ["Sales", E5]),
      { before: () => "IT", after: () => "Sales" },
      move,
    );

    expect(moved.slice(0, 2).map(({ group, change }) => ({ group, kind: change.kind, after: change.after }))).toEqual([
      { group: "IT", kind: "MOVED_OUT", after: "Sales" },
      { group: "Sales", kind: "MOVED_IN", after: "Sales" },
    ]);
  });
});

it("the effects of a SKU add up to what is purchased", () => {
  const units = (enabled: number, suspended: number) => ({ enabled, warning: 0, suspended, lockedOut: 0 });

  const dropped = skuEffects({ skuId: E5, before: units(9, 0), after: units(4, 5) }, "e5");
  const appeared = skuEffects({ skuId: E5, before: null, after: units(4, 5) }, "e5");

  expect(dropped.map(({ change, purchased }) => [change.kind, purchased])).toEqual([
    ["SEATS_DROPPED", -5],
    ["UNITS_CHANGED", 0],
  ]);
  expect(appeared.map(({ change, purchased }) => [change.kind, purchased])).toEqual([["SKU_APPEARED", 4]]);
});
