import { describe, expect, it } from "@jest/globals";
import { ContentHash, hashUser } from "../../../src/importer/state-hash.js";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";

function user(id: string, department: string | null): DirectoryUser {
  const attributes = Object.fromEntries(
    USER_TEXT_FIELDS.map((field) => [field, field === "department" ? department : null]),
  );
  return {
    id: id as Guid,
    attributes: attributes as DirectoryUser["attributes"],
    extensionAttributes: Array<null>(15).fill(null),
    managerId: null,
    licenses: [],
  };
}

function contentOf(...users: DirectoryUser[]): string {
  const content = new ContentHash();
  for (const each of users) content.add(hashUser(each));
  return content.finish([]).toString("hex");
}

describe("the hash of a day", () => {
  const anna = user("00000000-0000-4000-8000-000000000001", "Sales");
  const ben = user("00000000-0000-4000-8000-000000000002", null);

  it("does not depend on the order of people", () => {
    expect(contentOf(anna, ben)).toBe(contentOf(ben, anna));
  });

  it.each(["Sales ", "sales", "", null])("tells Sales from %j", (department) => {
    expect(contentOf(user(anna.id, department))).not.toBe(contentOf(anna));
  });

  it("tells a composed from a decomposed accent", () => {
    expect(contentOf(user(anna.id, "\u00e9"))).not.toBe(contentOf(user(anna.id, "e\u0301")));
  });
});
