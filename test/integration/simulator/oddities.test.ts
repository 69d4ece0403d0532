import { describe, expect, it } from "@jest/globals";
import type { GraphUser } from "../../../simulator/world/graph-shapes.js";
import { PUBLISHED_PROPERTIES } from "../../../simulator/world/listing.js";
import { aDirectory, days, peopleOf } from "./a-directory.js";

const WEEK = days("2026-09-01", 7);
const people = WEEK.flatMap((day) => [...peopleOf(aDirectory({ users: 3000 }), day).values()]);

function somebody(test: (user: GraphUser) => boolean): boolean {
  return people.some(test);
}

describe("the oddities of a directory", () => {
  it("include departments that differ only in a trailing space, in case, or in how an accent is composed", () => {
    const departments = new Set(people.map((user) => user.department));

    expect(departments).toContain("Sales");
    expect(departments).toContain("Sales ");
    expect(departments).toContain("sales");
    expect(departments).toContain("Caf\u00e9 Operations");
    expect(departments).toContain("Cafe\u0301 Operations");
  });

  it("include the empty string beside null", () => {
    expect(somebody((user) => user.department === "")).toBe(true);
    expect(somebody((user) => user.department === null)).toBe(true);
  });

  it("include Japanese, Arabic, emoji, quotes, and values of the full length", () => {
    expect(somebody((user) => user.surname === "山田")).toBe(true);
    expect(somebody((user) => /\p{Script=Arabic}/u.test(user.displayName ?? ""))).toBe(true);
    expect(somebody((user) => /\p{Extended_Pictographic}/u.test(user.displayName ?? ""))).toBe(true);
    expect(somebody((user) => (user.displayName ?? "").includes("'); DROP"))).toBe(true);
    expect(somebody((user) => user.streetAddress?.length === 1024)).toBe(true);
  });

  it("include guests and people of no type", () => {
    expect(somebody((user) => user.userType === "Guest" && (user.userPrincipalName ?? "").includes("#EXT#@"))).toBe(
      true,
    );
    expect(somebody((user) => user.userType === null)).toBe(true);
  });

  it("leave every property null for somebody, but the id, the address and the licenses", () => {
    const never = PUBLISHED_PROPERTIES.filter(
      (property) => !somebody((user) => user[property as keyof GraphUser] === null),
    );

    expect(never).toEqual(["id", "assignedLicenses", "userPrincipalName"]);
  });

  it("use all fifteen extension attributes, none of them, or no object at all", () => {
    const used = new Set<string>();
    for (const user of people) {
      for (const [name, value] of Object.entries(user.onPremisesExtensionAttributes ?? {}))
        if (value !== null) used.add(name);
    }

    expect(used.size).toBe(15);
    expect(somebody((user) => user.onPremisesExtensionAttributes === null)).toBe(true);
    expect(
      somebody((user) => Object.values(user.onPremisesExtensionAttributes ?? { a: 1 }).every((v) => v === null)),
    ).toBe(true);
    expect(somebody((user) => user.onPremisesExtensionAttributes?.extensionAttribute3 === "CC-1001")).toBe(true);
  });

  it("write a manager in every way Graph might", () => {
    const ids = new Set(people.map((user) => user.id));

    expect(somebody((user) => !("manager" in user))).toBe(true);
    expect(somebody((user) => user.manager === null)).toBe(true);
    expect(
      somebody((user) => user.manager !== null && user.manager !== undefined && Object.keys(user.manager).length === 0),
    ).toBe(true);
    expect(somebody((user) => user.manager?.displayName !== undefined)).toBe(true);
    expect(
      somebody(
        (user) => user.manager?.["@odata.type"] === "#microsoft.graph.orgContact" && !ids.has(user.manager.id ?? ""),
      ),
    ).toBe(true);
  });
});
