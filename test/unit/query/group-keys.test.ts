import { describe, expect, it } from "@jest/globals";
import { managerAbove, ownValue, type Managers } from "../../../src/model/group-key.js";
import type { Guid } from "../../../src/model/guid.js";
import type { GroupKey } from "../../../src/query/inputs.js";
import { countSource } from "../../../src/query/count-source.js";
import { parseGroupBy } from "../../../src/query/group-keys.js";

const id = (letter: string) => letter as Guid;

describe("the keys of a grouping", () => {
  it.each<[string, GroupKey[], string]>([
    ["extension attribute 16", [{ by: "EXTENSION_ATTRIBUTE", n: 16 }], "groupBy[0].n"],
    ["extension attribute 0", [{ by: "EXTENSION_ATTRIBUTE", n: 0 }], "groupBy[0].n"],
    ["an extension attribute without its number", [{ by: "SKU" }, { by: "EXTENSION_ATTRIBUTE" }], "groupBy[1].n"],
    ["a number without an extension attribute", [{ by: "DEPARTMENT", n: 3 }], "groupBy[0].n"],
    ["a depth without a manager", [{ by: "CITY", depth: 1 }], "groupBy[0].depth"],
    ["a manager at depth 0", [{ by: "MANAGER", depth: 0 }], "groupBy[0].depth"],
    ["a manager further up than anybody", [{ by: "MANAGER", depth: 21 }], "groupBy[0].depth"],
    ["the direct manager twice", [{ by: "MANAGER" }, { by: "MANAGER", depth: 1 }], "groupBy"],
    ["the same extension attribute twice", [1, 1].map((n) => ({ by: "EXTENSION_ATTRIBUTE", n })), "groupBy"],
    ["seven keys", [1, 2, 3, 4, 5, 6, 7].map((n) => ({ by: "EXTENSION_ATTRIBUTE", n })), "groupBy"],
  ])("refuse %s, naming the key", (_what, groupBy, argument) => {
    expect(() => parseGroupBy(groupBy)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", details: expect.objectContaining({ argument }) }),
    );
  });

  it("tell which of them speak of people", () => {
    const { keys, people } = parseGroupBy([{ by: "SKU" }, { by: "MANAGER" }, { by: "EXTENSION_ATTRIBUTE", n: 2 }]);

    expect(keys).toHaveLength(3);
    expect(people).toEqual([
      { by: "MANAGER", depth: 1 },
      { by: "EXTENSION_ATTRIBUTE", n: 2 },
    ]);
  });
});

describe("the manager further up", () => {
  const managers: Managers = new Map([
    [id("a"), id("b")],
    [id("b"), id("c")],
    [id("c"), null],
    [id("x"), id("y")],
    [id("y"), id("x")],
    [id("self"), id("self")],
  ]);

  it.each<[string, string | null, number, string | null]>([
    ["is the direct one at depth 1", "a", 1, "a"],
    ["is the manager's manager at depth 2", "a", 2, "b"],
    ["is nobody where the chain has ended", "a", 4, null],
    ["is nobody for somebody without a manager", null, 1, null],
    ["is an id of nobody in the directory, but nobody above it", "contact", 1, "contact"],
    ["is nobody above an id of nobody in the directory", "contact", 2, null],
    ["is the other one of two who manage each other", "x", 2, "y"],
    ["is nobody where a loop has closed", "x", 3, null],
    ["is nobody above somebody who manages themselves", "self", 2, null],
  ])("%s", (_what, direct, depth, expected) => {
    expect(managerAbove(managers, direct as Guid | null, depth)).toBe(expected);
  });

  it("is no text: an empty text has no value, and neither has null", () => {
    const attributes = { department: "" } as never;
    const person = { attributes, extensionAttributes: ["", "x"], managerId: null };

    expect(ownValue({ by: "DEPARTMENT" }, person)).toBeNull();
    expect(ownValue({ by: "EXTENSION_ATTRIBUTE", n: 1 }, person)).toBeNull();
    expect(ownValue({ by: "EXTENSION_ATTRIBUTE", n: 2 }, person)).toBe("x");
    expect(ownValue({ by: "EXTENSION_ATTRIBUTE", n: 15 }, person)).toBeNull();
  });
});

describe("the aggregates", () => {
  const asked = { people: [], filtered: false, assignedUsers: false } as const;
  const department = { by: "DEPARTMENT" } as const;

  it.each([
    ["answer for everybody", asked, "sku"],
    ["answer for everybody by one counted attribute", { ...asked, people: [department] }, "dimension"],
    ["know no other attribute", { ...asked, people: [{ by: "CITY" } as const] }, "computed"],
    ["know no two at once", { ...asked, people: [department, { by: "COMPANY" } as const] }, "computed"],
    ["know nothing of chosen people", { ...asked, filtered: true }, "computed"],
    ["know no distinct people", { ...asked, assignedUsers: true }, "computed"],
    ["know no distinct people by an attribute", { ...asked, people: [department], assignedUsers: true }, "computed"],
  ])("%s", (_what, question, kind) => {
    expect(countSource(question)).toMatchObject({ kind });
  });
});
