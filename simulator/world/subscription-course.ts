import type { GraphPrepaidUnits } from "./graph-shapes.js";
import { hashText, mix } from "./hash.js";
import type { DirectoryDay } from "./directory.js";
import type { CatalogueSku } from "./sku-catalogue.js";

/** A subscription's state on a day, or undefined when the tenant does not list the SKU. */
export interface SubscriptionState {
  capabilityStatus: string;
  units: GraphPrepaidUnits;
}

// In working days. Short enough for a quarter of a year to show each state.
const LAPSE_CYCLE = 50;
const BOUGHT_CYCLE = 90;
const BOUGHT_DAYS = 70;
const RAMP_DAYS = 20;
const FORGOTTEN_CYCLE = 60;
const FORGOTTEN_AFTER = 40;

/** Where the subscription stands on a day. */
export function subscriptionState(at: DirectoryDay, sku: CatalogueSku, wanted: number): SubscriptionState | undefined {
  if (sku.course === "free") return enabled(sku.freeUnits ?? 10_000);
  if (sku.course === "storage") return enabled(2_000);
  if (sku.course === "short") return enabled(Math.max(1, Math.floor(wanted * 0.9)));
  const units = lots(at, sku, wanted);
  if (sku.course === "bought") return ageInCycle(at, sku, BOUGHT_CYCLE) < BOUGHT_DAYS ? enabled(units) : undefined;
  if (sku.course === "forgotten")
    return ageInCycle(at, sku, FORGOTTEN_CYCLE) < FORGOTTEN_AFTER ? enabled(units) : undefined;
  if (sku.course === "lapsing") return lapsing(ageInCycle(at, sku, LAPSE_CYCLE), units);
  return enabled(units);
}

/** Whether a person who gets a SKU that is bought and dropped again has it on this day. */
export function holdsBought(at: DirectoryDay, sku: CatalogueSku, hash: number): boolean {
  const age = ageInCycle(at, sku, BOUGHT_CYCLE);
  const turn = (hash >>> 10) % RAMP_DAYS;
  return age >= turn && age < BOUGHT_DAYS - turn;
}

/** The share of its eventual holders that a bought SKU has on this day, in 0..1. */
export function boughtShare(at: DirectoryDay, sku: CatalogueSku): number {
  const age = ageInCycle(at, sku, BOUGHT_CYCLE);
  return Math.max(0, Math.min((age + 1) / RAMP_DAYS, 1, (BOUGHT_DAYS - age) / RAMP_DAYS));
}

function ageInCycle(at: DirectoryDay, sku: CatalogueSku, cycle: number): number {
  const moved = at.age + (mix(at.directory.seed, hashText(sku.skuId)) % cycle);
  return moved - Math.floor(moved / cycle) * cycle;
}

/** Units come in lots, one more lot every month for four months, then the contract is cut back. */
function lots(at: DirectoryDay, sku: CatalogueSku, wanted: number): number {
  const lot = Math.max(5, 5 * Math.round(wanted / 100));
  const month = Math.floor(ageInCycle(at, sku, 80) / 20);
  return Math.ceil((wanted * 1.05) / lot) * lot + month * lot;
}

function lapsing(age: number, units: number): SubscriptionState {
  if (age < 35) return enabled(units);
  if (age < 43)
    return { capabilityStatus: "Warning", units: { enabled: 0, suspended: 0, warning: units, lockedOut: 0 } };
  if (age < 48)
    return { capabilityStatus: "Suspended", units: { enabled: 0, suspended: units, warning: 0, lockedOut: 0 } };
  return { capabilityStatus: "LockedOut", units: { enabled: 0, suspended: 0, warning: 0, lockedOut: units } };
}

function enabled(units: number): SubscriptionState {
  return { capabilityStatus: "Enabled", units: { enabled: units, suspended: 0, warning: 0, lockedOut: 0 } };
}
