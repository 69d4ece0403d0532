import { describe, expect, it } from "@jest/globals";
import { parsePage, startWalk } from "../../../src/microsoft/pages.js";
import { parseCustomerPage, parseSubscribedSku } from "../../../src/microsoft/schema.js";

const A = "0a000000-0000-4000-8000-000000000001";
const B = "0b000000-0000-4000-8000-000000000002";
const invalid = expect.objectContaining({ code: "INVALID_RESPONSE" });
const aPlan = (servicePlanId: string) => ({
  servicePlanId,
  servicePlanName: "P",
  appliesTo: "User",
  provisioningStatus: "Success",
});
const aSku = (more: object = {}) => ({
  skuId: A,
  skuPartNumber: "SPE_E3",
  prepaidUnits: { enabled: 12000, warning: 0, suspended: 0, lockedOut: 0 },
  consumedUnits: 3,
  servicePlans: [],
  ...more,
});

describe("a subscribed SKU of Graph", () => {
  it("is read with its plans sorted, extras ignored", () => {
    const sku = parseSubscribedSku(
      aSku({ skuId: A.toUpperCase(), accountName: 7, servicePlans: [{ ...aPlan(B), servicePlanType: "X" }, aPlan(A)] }),
    );

    expect(sku.skuId).toBe(A);
    expect(sku.servicePlans).toEqual([aPlan(A), aPlan(B)]);
    expect(sku.prepaidUnits.enabled).toBe(12000);
  });

  it.each([null, { enabled: null, warning: null, suspended: null, lockedOut: null }])(
    "counts null units as 0",
    (prepaidUnits) => {
      const sku = parseSubscribedSku(aSku({ prepaidUnits, consumedUnits: null }));

      expect(sku.prepaidUnits).toEqual({ enabled: 0, warning: 0, suspended: 0, lockedOut: 0 });
      expect(sku.consumedUnits).toBe(0);
    },
  );

  it.each([
    { skuId: "x" },
    { skuId: null },
    { consumedUnits: "3" },
    { consumedUnits: 1.5 },
    { servicePlans: null },
    { servicePlans: [{}] },
    { skuPartNumber: 7 },
    { prepaidUnits: 7 },
  ])("with %p is an invalid response", (more) => {
    expect(() => parseSubscribedSku(aSku(more))).toThrow(invalid);
  });
});

describe("a page", () => {
  it.each([null, [], "x", {}, { value: null }, { value: {} }, { value: [], "@odata.nextLink": 7 }])(
    "%p is none",
    (body) => {
      expect(() => parsePage("GET /users", body)).toThrow(invalid);
    },
  );

  it("may be empty and still have a next link", () => {
    expect(parsePage("GET /users", { value: [], "@odata.nextLink": "https://g/2" })).toEqual({
      items: [],
      nextLink: "https://g/2",
    });
  });
});

describe("a walk over pages", () => {
  const walk = () => startWalk("GET /users", "https://graph.microsoft.com/v1.0/users");

  it.each([
    "http://graph.microsoft.com/v1.0/users?p=2",
    "https://graph.microsoft.com.evil.example/v1.0/users",
    "https://graph.microsoft.com:444/v1.0/users",
    "https://graph.microsoft.com@evil.example/v1.0/users",
    "/v1.0/users?p=2",
    "",
  ])("never leaves for %p", (link) => {
    expect(() => walk().follow(link)).toThrow(invalid);
  });

  it("does not go in circles", () => {
    const walking = walk();
    walking.follow("https://graph.microsoft.com/v1.0/users?p=2");

    expect(() => walking.follow("https://graph.microsoft.com/v1.0/users?p=2")).toThrow(invalid);
    expect(() => walking.follow("https://graph.microsoft.com/v1.0/users")).toThrow(invalid);
  });
});

describe("a page of customers", () => {
  const item = (companyProfile: object) => ({ items: [{ id: "x", companyProfile }] });

  it("names a customer by what there is", () => {
    const names = [
      { tenantId: A, domain: "a.example", companyName: "Ann" },
      { tenantId: A, domain: "a.example", companyName: "" },
      { tenantId: A.toUpperCase() },
    ].map((profile) => parseCustomerPage(item(profile)).customers[0]?.name);

    expect(names).toEqual(["Ann", "a.example", A]);
  });

  it.each([null, {}, { items: null }, { items: [{}] }, item({ tenantId: "x" }), { items: [], links: { next: {} } }])(
    "%p is none",
    (body) => {
      expect(() => parseCustomerPage(body)).toThrow(invalid);
    },
  );
});
