import { describe, expect, it } from "@jest/globals";
import { ContentHash, UserHash } from "../../../src/importer/state-hash.js";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { USER_TEXT_FIELDS, type UserTextField } from "../../../src/model/imported-fields.js";

const ANNA = "00000000-0000-4000-8000-000000000001" as Guid;
const BEN = "00000000-0000-4000-8000-000000000002" as Guid;

type Texts = Partial<Record<UserTextField, string | null>>;

function user(texts: Texts = {}, more: Partial<DirectoryUser> = {}): DirectoryUser {
  const attributes = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, texts[field] ?? null]));
  return {
    id: ANNA,
    attributes: attributes as DirectoryUser["attributes"],
    extensionAttributes: Array<null>(15).fill(null),
    managerId: null,
    licenses: [],
    ...more,
  };
}

function extension(n: number, text: string): Partial<DirectoryUser> {
  return { extensionAttributes: Array.from({ length: 15 }, (_, index) => (index + 1 === n ? text : null)) };
}

function contentOf(...users: DirectoryUser[]): string {
  const content = new ContentHash();
  const hash = new UserHash();
  for (const each of users) content.add(hash.of(each));
  return content.finish([]).toString("hex");
}

describe("the hash of a day", () => {
  const anna = user({ department: "Sales" });
  const ben = user({}, { id: BEN });

  it("does not depend on the order of people", () => {
    expect(contentOf(anna, ben)).toBe(contentOf(ben, anna));
  });

  it("is of everybody who was added, not of the last one", () => {
    expect(contentOf(anna, ben)).not.toBe(contentOf(ben, ben));
  });

  it.each(["Sales ", "sales", "", null])("tells Sales from %j", (department) => {
    expect(contentOf(user({ department }))).not.toBe(contentOf(anna));
  });

  it("tells a composed from a decomposed accent", () => {
    expect(contentOf(user({ department: "\u00e9" }))).not.toBe(contentOf(user({ department: "e\u0301" })));
  });
});

describe("the hash of a person", () => {
  const sku = (end: string) => `11111111-5555-4555-8555-00000000000${end}` as Guid;
  const states: [string, DirectoryUser][] = [
    ["nothing", user()],
    ...USER_TEXT_FIELDS.map((field): [string, DirectoryUser] => [field, user({ [field]: "x" })]),
    ...USER_TEXT_FIELDS.map((field): [string, DirectoryUser] => [`an empty ${field}`, user({ [field]: "" })]),
    ...Array.from({ length: 15 }, (_, n): [string, DirectoryUser] => [
      `extension ${n}`,
      user({}, extension(n + 1, "x")),
    ]),
    ["a manager", user({}, { managerId: BEN })],
    ["another id", user({}, { id: BEN })],
    ["a text that looks like two", user({ displayName: "x1:x" })],
    ["a text beside another", user({ displayName: "x", companyName: "x" })],
    ["a text that looks like a hole", user({ displayName: "-" })],
    ["the last short text", user({ displayName: "x".repeat(125) })],
    ...[126, 127, 128, 65_536, 65_537].map((length): [string, DirectoryUser] => [
      `a text of ${length}`,
      user({ displayName: "x".repeat(length) }),
    ]),
    ["two long texts", user({ displayName: "x".repeat(200), companyName: "x".repeat(200) })],
    ["two long texts, one longer", user({ displayName: "x".repeat(201), companyName: "x".repeat(199) })],
    ["a text that looks like a long one and its length", user({ displayName: `126:${"x".repeat(122)}` })],
    ["two extensions", user({}, { extensionAttributes: ["x", "x", ...Array<null>(13).fill(null)] })],
    ["an extension that looks like two", user({}, extension(1, "x1:1:x"))],
    ["an extension that looks like a license", user({}, extension(1, `x+${sku("1")}`))],
    ["a license", user({}, { licenses: [{ skuId: sku("1"), disabledPlans: [] }] })],
    ["a license less a plan", user({}, { licenses: [{ skuId: sku("1"), disabledPlans: [sku("2")] }] })],
    ["two licenses", user({}, { licenses: ["1", "2"].map((end) => ({ skuId: sku(end), disabledPlans: [] })) })],
  ];

  it("is another one for each part of a state", () => {
    const hashes = states.map(([, state]) => new UserHash().of(state).bytes.toString("hex"));

    expect(new Set(hashes).size).toBe(states.length);
    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  it("is the same one for the same state, whoever was hashed between", () => {
    const hash = new UserHash();
    const all = states.map(([, state]) => hash.of(state).bytes.toString("hex"));

    expect(states.map(([, state]) => hash.of(state).bytes.toString("hex"))).toEqual(all);
  });
});
