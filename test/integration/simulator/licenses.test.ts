import { describe, expect, it } from "@jest/globals";
import { subscribedSkusOf } from "../../../simulator/world/subscribed-skus.js";
import { aDirectory, days, fingerprint, peopleOf } from "./a-directory.js";

const directory = aDirectory({ users: 3000 });
const QUARTER = days("2026-08-01", 100);

describe("licenses", () => {
  it("come in another order the next day, and so do their disabled plans", () => {
    const today = peopleOf(directory, "2026-09-01");
    const tomorrow = peopleOf(directory, "2026-09-02");

    const same = [...today.values()].flatMap((user) => {
      const next = tomorrow.get(user.id);
      return next && fingerprint(user) === fingerprint(next) ? [{ user, next }] : [];
    });

    const several = same.filter(({ user }) => user.assignedLicenses.length > 1);
    expect(several.length).toBeGreaterThan(500);
    expect(several.every(({ user, next }) => user.assignedLicenses[0]?.skuId !== next.assignedLicenses[0]?.skuId)).toBe(
      true,
    );
    const plans = same.filter(({ user }) => user.assignedLicenses.some((license) => license.disabledPlans.length > 1));
    expect(plans.length).toBeGreaterThan(50);
  });

  it("are never held twice by one person", () => {
    for (const user of peopleOf(directory, "2026-09-01").values()) {
      const ids = user.assignedLicenses.map((license) => license.skuId);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("outlive the tenant's subscription in some hands", () => {
    const day = QUARTER.find(
      (d) => !subscribedSkusOf(directory, d).some((sku) => sku.skuPartNumber === "TEAMS_EXPLORATORY"),
    );

    const listed = new Set(subscribedSkusOf(directory, day ?? "").map((sku) => sku.skuId));

    const held = [...peopleOf(directory, day ?? "").values()].flatMap((user) =>
      user.assignedLicenses.map((l) => l.skuId),
    );
    expect(held.some((skuId) => !listed.has(skuId))).toBe(true);
  });
});

describe("subscribed SKUs", () => {
  const listings = QUARTER.map((day) => subscribedSkusOf(directory, day));
  const skus = listings.flat();

  it("come in another order every day, with their plans", () => {
    const [one, two] = listings;
    const plans = (listing: typeof one) =>
      listing?.find((sku) => sku.skuPartNumber === "SPE_E3")?.servicePlans[0]?.servicePlanName;

    expect(one?.[0]?.skuId).not.toBe(two?.[0]?.skuId);
    expect(plans(one)).not.toBe(plans(two));
  });

  it("lapse into warning and beyond, and come back", () => {
    const courses = skus.filter((sku) => sku.skuPartNumber === "STANDARDPACK").map((sku) => sku.capabilityStatus);

    expect(new Set(courses)).toEqual(new Set(["Enabled", "Warning", "Suspended", "LockedOut"]));
    expect(
      skus.every(
        (sku) => sku.capabilityStatus !== "Warning" || (sku.prepaidUnits.warning > 0 && sku.prepaidUnits.enabled === 0),
      ),
    ).toBe(true);
  });

  it("are bought and dropped", () => {
    const listed = listings.map((listing) => listing.some((sku) => sku.skuPartNumber === "VISIOCLIENT"));

    expect(new Set(listed)).toEqual(new Set([true, false]));
  });

  it("show 10,000 units for free SKUs, and a million for FORMS_PRO", () => {
    const units = (name: string) => skus.find((sku) => sku.skuPartNumber === name)?.prepaidUnits.enabled;

    expect([units("FLOW_FREE"), units("POWER_BI_STANDARD"), units("FORMS_PRO")]).toEqual([10_000, 10_000, 1_000_000]);
  });

  it("include one that is Company-wide", () => {
    const company = skus.filter((sku) => sku.appliesTo === "Company");

    expect(new Set(company.map((sku) => sku.skuPartNumber))).toEqual(new Set(["SHAREPOINTSTORAGE"]));
    expect(company.every((sku) => sku.servicePlans.every((plan) => plan.appliesTo === "Company"))).toBe(true);
  });

  it("count other numbers than people hold, in either direction, and more than is enabled", () => {
    const day = "2026-09-01";
    const holders = new Map<string, number>();
    for (const user of peopleOf(directory, day).values())
      for (const { skuId } of user.assignedLicenses) holders.set(skuId, (holders.get(skuId) ?? 0) + 1);

    const differences = subscribedSkusOf(directory, day).map(
      (sku) => sku.consumedUnits - (holders.get(sku.skuId) ?? 0),
    );

    expect(differences.some((difference) => difference > 0)).toBe(true);
    expect(differences.some((difference) => difference < 0)).toBe(true);
    expect(skus.some((sku) => sku.capabilityStatus === "Enabled" && sku.consumedUnits > sku.prepaidUnits.enabled)).toBe(
      true,
    );
  });

  it("show genuinely paid seats as enabled units", () => {
    const paid = subscribedSkusOf(aDirectory({ paidSeats: 12_000 }), "2026-09-01").find(
      (sku) => sku.skuPartNumber === "SPE_F1",
    );

    expect(paid?.prepaidUnits.enabled).toBe(12_000);
  });
});
