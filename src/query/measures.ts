import type { SkuUnits } from "../store/read/sku-reader.js";
import type { Measures } from "./answers.js";

/** Units and assignments of one SKU of one tenant; units are null where people were chosen, and 0 where nothing is subscribed. */
export interface Counted {
  readonly units: UnitCounts | null;
  readonly assignments: number;
}

/** The figures that come from what a tenant owns. */
export const UNIT_NAMES = [
  "enabled",
  "warning",
  "suspended",
  "lockedOut",
  "purchased",
  "assigned",
  "unassigned",
  "overassigned",
] as const;

export type Units = Record<(typeof UNIT_NAMES)[number], number>;

/** Adds up. `unassigned` and `overassigned` come from each tenant and SKU, never from added figures. */
export function sumMeasures(
  pairs: readonly Counted[],
  { people, assignedUsers }: { people: boolean; assignedUsers: number },
): Measures {
  const sum: Units = {
    enabled: 0,
    warning: 0,
    suspended: 0,
    lockedOut: 0,
    purchased: 0,
    assigned: 0,
    unassigned: 0,
    overassigned: 0,
  };
  let assignments = 0;
  for (const pair of pairs) {
    assignments += pair.assignments;
    if (pair.units !== null) add(sum, pair.units);
  }
  return { ...(people ? NOBODY_CAN_SAY : sum), assignments, assignedUsers };
}

/** Units under a people filter: Microsoft does not say who bought a seat. */
const NOBODY_CAN_SAY = {
  enabled: null,
  warning: null,
  suspended: null,
  lockedOut: null,
  purchased: null,
  assigned: null,
  unassigned: null,
  overassigned: null,
} as const;

function add(sum: Units, units: UnitCounts): void {
  const own = unitsOf(units);
  for (const name of UNIT_NAMES) sum[name] += own[name];
}

/** What Microsoft counts of a SKU. */
export type UnitCounts = Pick<SkuUnits, "enabled" | "warning" | "suspended" | "lockedOut" | "consumed">;

/** The figures of one SKU of one tenant. */
export function unitsOf(units: UnitCounts): Units {
  const purchased = units.enabled + units.warning;
  return {
    enabled: units.enabled,
    warning: units.warning,
    suspended: units.suspended,
    lockedOut: units.lockedOut,
    purchased,
    assigned: units.consumed,
    unassigned: Math.max(0, purchased - units.consumed),
    overassigned: Math.max(0, units.consumed - purchased),
  };
}
