import { describe, expect, it } from "@jest/globals";
import { parseUser } from "../../../src/microsoft/user-schema.js";

const A = "0a000000-0000-4000-8000-000000000001";
const B = "0b000000-0000-4000-8000-000000000002";
const P = "0c000000-0000-4000-8000-000000000003";
const Q = "0d000000-0000-4000-8000-000000000004";
const aUser = (more: object = {}) => ({ id: A, assignedLicenses: [], ...more });
const aLicense = (skuId: string, disabledPlans: string[] = []) => ({ skuId, disabledPlans });

describe("a user of Graph", () => {
  it("is read in our order and case, extras ignored", () => {
    const user = parseUser(
      aUser({
        id: A.toUpperCase(),
        displayName: "Ann ",
        department: "",
        accountEnabled: 7,
        assignedLicenses: [aLicense(B.toUpperCase(), [Q, P.toUpperCase(), Q]), aLicense(A)],
        onPremisesExtensionAttributes: { extensionAttribute2: "x", extensionAttribute15: "z" },
      }),
    );

    expect(user.id).toBe(A);
    expect(user.attributes).toMatchObject({ displayName: "Ann ", department: "", country: null });
    expect(user.licenses).toEqual([aLicense(A), aLicense(B, [P, Q])]);
    expect(user.extensionAttributes).toHaveLength(15);
    expect([user.extensionAttributes[0], user.extensionAttributes[1], user.extensionAttributes[14]]).toEqual([
      null,
      "x",
      "z",
    ]);
  });

  it.each([
    ["null", null, null],
    ["absent", undefined, null],
    ["empty", {}, null],
    ["slim", { id: B.toUpperCase() }, B],
    ["full", { "@odata.type": "#microsoft.graph.user", id: B, displayName: "Bob" }, B],
  ])("has a manager that is %s", (_, manager, expected) => {
    expect(parseUser(aUser({ manager })).managerId).toBe(expected);
  });

  it("holds a SKU that came twice once, and a plan is off only if both say so", () => {
    const user = parseUser(aUser({ assignedLicenses: [aLicense(A, [P, Q]), aLicense(B), aLicense(A, [Q])] }));

    expect(user.licenses).toEqual([aLicense(A, [Q]), aLicense(B)]);
  });

  it("has no half of a surrogate pair, which no database would keep", () => {
    const user = parseUser(aUser({ department: "R\ud800D", jobTitle: "\u{1f98a}" }));

    expect(user.attributes).toMatchObject({ department: "R\ufffdD", jobTitle: "\u{1f98a}" });
  });

  it("has fifteen nulls when Graph sends no extension attributes", () => {
    expect(parseUser(aUser({ onPremisesExtensionAttributes: null })).extensionAttributes).toEqual(Array(15).fill(null));
  });

  it.each([
    ["no object", "Ann"],
    ["an id that is no GUID", aUser({ id: "x" })],
    ["a number for a name", aUser({ displayName: 7 })],
    ["licenses that are absent", { id: A }],
    ["licenses that are null", aUser({ assignedLicenses: null })],
    ["a license without SKU", aUser({ assignedLicenses: [{ skuId: null, disabledPlans: [] }] })],
    ["plans that are no list", aUser({ assignedLicenses: [{ skuId: A, disabledPlans: "x" }] })],
    ["a manager that is a text", aUser({ manager: B })],
    ["a manager whose id is a number", aUser({ manager: { id: 7 } })],
    ["extension attributes that are a list", aUser({ onPremisesExtensionAttributes: [] })],
    ["an extension attribute that is a number", aUser({ onPremisesExtensionAttributes: { extensionAttribute3: 7 } })],
  ])("with %s is an invalid response", (_, item) => {
    expect(() => parseUser(item)).toThrow(expect.objectContaining({ code: "INVALID_RESPONSE" }));
  });

  it("does not quote the wrong value", () => {
    expect(() => parseUser(aUser({ id: "ann@contoso.com" }))).toThrow(
      /^INVALID_RESPONSE: GET \/users answered with a wrong type at id$/,
    );
  });
});
