import { describe, expect, it } from "@jest/globals";
import type { Change } from "../../../src/model/change.js";
import { personChanges, skuChanges, type PersonState } from "../../../src/model/diff.js";
import type { UserAttributes } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";

const ANNA = "anna" as Guid;
const [E3, E5, F1] = ["e3" as Guid, "e5" as Guid, "f1" as Guid];
const [PLAN_A, PLAN_B] = ["plan-a" as Guid, "plan-b" as Guid];

const NO_TEXT = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, null])) as UserAttributes;

interface Parts {
  readonly attributes?: Partial<UserAttributes>;
  readonly managerId?: Guid;
  readonly extension3?: string;
  readonly licenses?: readonly (Guid | readonly [Guid, ...Guid[]])[];
}

/** A person; a license is a SKU, or a SKU with the plans switched off. */
function state({ attributes, managerId, extension3, licenses = [] }: Parts = {}): PersonState {
  return {
    attributes: { ...NO_TEXT, ...attributes },
    managerId: managerId ?? null,
    extensionAttributes: Array.from({ length: 15 }, (_, index) => (index === 2 ? (extension3 ?? null) : null)),
    licenses: licenses.map((license) => {
      const [skuId, ...disabledPlans] = typeof license === "string" ? [license] : license;
      return { skuId, disabledPlans };
    }),
  };
}

/** What is not null of each change, the person left out. */
function told(changes: readonly Change[]): Partial<Change>[] {
  return changes.map(
    ({ personId: _personId, ...change }) =>
      Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)) as Partial<Change>,
  );
}

function person(before: PersonState | null, after: PersonState | null, seenBefore = false): Partial<Change>[] {
  return told(personChanges({ id: ANNA, before, after, seenBefore }));
}

describe("the changes of a person", () => {
  it("are none when nothing differs, whatever the order of licenses and plans", () => {
    const before = state({ attributes: { city: "Bonn" }, licenses: [E3, [E5, PLAN_B, PLAN_A]] });
    const after = state({ attributes: { city: "Bonn" }, licenses: [[E5, PLAN_A, PLAN_B], E3] });

    expect(person(before, after)).toEqual([]);
    expect(person(null, null)).toEqual([]);
  });

  it("name the person in each", () => {
    const changes = personChanges({ id: ANNA, before: null, after: state({ licenses: [E3] }), seenBefore: false });

    expect(changes.map(({ personId }) => personId)).toEqual([ANNA, ANNA]);
  });

  it("of one who joins are that, and a license added for each; their attributes are no changes", () => {
    const joined = state({ attributes: { department: "Sales" }, managerId: ANNA, licenses: [F1, E3] });

    expect(person(null, joined)).toEqual([
      { kind: "JOINED" },
      { kind: "LICENSE_ADDED", skuId: E3 },
      { kind: "LICENSE_ADDED", skuId: F1 },
    ]);
    expect(person(null, joined, true)[0]).toEqual({ kind: "RETURNED" });
  });

  it("of one who leaves are that, and a license removed for each", () => {
    expect(person(state({ licenses: [E3] }), null)).toEqual([{ kind: "LEFT" }, { kind: "LICENSE_REMOVED", skuId: E3 }]);
  });

  it("are a swap when exactly one SKU is lost and one gained", () => {
    expect(person(state({ licenses: [E3, F1] }), state({ licenses: [E5, F1] }))).toEqual([
      { kind: "SKU_SWAPPED", skuId: E5, previousSkuId: E3 },
    ]);
  });

  it("are no swap when more than one is lost or gained", () => {
    expect(person(state({ licenses: [E3, F1] }), state({ licenses: [E5] }))).toEqual([
      { kind: "LICENSE_ADDED", skuId: E5 },
      { kind: "LICENSE_REMOVED", skuId: E3 },
      { kind: "LICENSE_REMOVED", skuId: F1 },
    ]);
  });

  it("tell the plans switched off, by id and sorted, in whatever happens to a license", () => {
    const off = { field: "disabledPlans" };

    expect(person(state({ licenses: [E3] }), state({ licenses: [[E3, PLAN_B, PLAN_A]] }))).toEqual([
      { kind: "PLANS_CHANGED", skuId: E3, ...off, before: "", after: "plan-a,plan-b" },
    ]);
    expect(person(state({ licenses: [[E3, PLAN_A]] }), state())).toEqual([
      { kind: "LICENSE_REMOVED", skuId: E3, ...off, before: "plan-a" },
    ]);
    expect(person(state({ licenses: [[E3, PLAN_A]] }), state({ licenses: [E5] }))).toEqual([
      { kind: "SKU_SWAPPED", skuId: E5, previousSkuId: E3, ...off, before: "plan-a", after: "" },
    ]);
  });

  it("name each attribute as Microsoft does, the manager by id, null and an empty text apart", () => {
    const before = state({ attributes: { department: null, jobTitle: "Clerk" }, managerId: ANNA });
    const after = state({ attributes: { department: "", jobTitle: null }, extension3: "4711" });

    expect(person(before, after)).toEqual([
      { kind: "ATTRIBUTE_CHANGED", field: "department", after: "" },
      { kind: "ATTRIBUTE_CHANGED", field: "extensionAttribute3", after: "4711" },
      { kind: "ATTRIBUTE_CHANGED", field: "jobTitle", before: "Clerk" },
      { kind: "ATTRIBUTE_CHANGED", field: "manager", before: ANNA },
    ]);
  });
});

describe("the changes of what a tenant owns", () => {
  const units = (enabled: number, warning = 0, suspended = 0, lockedOut = 0) => {
    return { enabled, warning, suspended, lockedOut };
  };
  const sku = (before: ReturnType<typeof units> | null, after: ReturnType<typeof units> | null) =>
    told(skuChanges({ skuId: E3, before, after })).map(({ skuId: _skuId, ...change }) => change);

  it("are a SKU that appears or disappears with what was purchased, and nothing beside it", () => {
    expect(sku(null, units(3, 1, 7))).toEqual([{ kind: "SKU_APPEARED", unitsAfter: 4 }]);
    expect(sku(units(3, 1, 7), null)).toEqual([{ kind: "SKU_DISAPPEARED", unitsBefore: 4 }]);
    expect(sku(null, null)).toEqual([]);
  });

  it("are seats bought or dropped when what is purchased differs", () => {
    expect(sku(units(3, 1), units(9, 1))).toEqual([{ kind: "SEATS_BOUGHT", unitsBefore: 4, unitsAfter: 10 }]);
    expect(sku(units(3, 1), units(3, 0))).toEqual([{ kind: "SEATS_DROPPED", unitsBefore: 4, unitsAfter: 3 }]);
  });

  it("are units changed when they move without what is purchased", () => {
    expect(sku(units(10), units(0, 10))).toEqual([
      { kind: "UNITS_CHANGED", field: "enabled", unitsBefore: 10, unitsAfter: 0 },
      { kind: "UNITS_CHANGED", field: "warning", unitsBefore: 0, unitsAfter: 10 },
    ]);
    expect(sku(units(1, 0, 5), units(1, 0, 0, 5))).toEqual([
      { kind: "UNITS_CHANGED", field: "lockedOut", unitsBefore: 0, unitsAfter: 5 },
      { kind: "UNITS_CHANGED", field: "suspended", unitsBefore: 5, unitsAfter: 0 },
    ]);
    expect(sku(units(1), units(1))).toEqual([]);
  });

  it("are both when seats are dropped and their units suspended", () => {
    expect(sku(units(0, 10), units(0, 0, 10))).toEqual([
      { kind: "SEATS_DROPPED", unitsBefore: 10, unitsAfter: 0 },
      { kind: "UNITS_CHANGED", field: "suspended", unitsBefore: 0, unitsAfter: 10 },
    ]);
  });
});
