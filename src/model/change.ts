import type { Guid } from "./guid.js";
import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS } from "./imported-fields.js";

/** The kinds of a change, in the order in which those of one person or SKU are told: first what can happen to people. */
export const CHANGE_KINDS = [
  "JOINED",
  "LEFT",
  "RETURNED",
  "LICENSE_ADDED",
  "LICENSE_REMOVED",
  "SKU_SWAPPED",
  "PLANS_CHANGED",
  "ATTRIBUTE_CHANGED",
  "SEATS_BOUGHT",
  "SEATS_DROPPED",
  "UNITS_CHANGED",
  "SKU_APPEARED",
  "SKU_DISAPPEARED",
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What explains a difference between two days: a change, or a person who holds the same license in another group. */
export const CAUSE_KINDS = [...CHANGE_KINDS, "MOVED_IN", "MOVED_OUT"] as const;

export type CauseKind = (typeof CAUSE_KINDS)[number];

/** What a kind speaks of. */
export const KINDS_ABOUT = {
  presence: ["JOINED", "LEFT", "RETURNED"],
  licenses: ["LICENSE_ADDED", "LICENSE_REMOVED", "SKU_SWAPPED", "PLANS_CHANGED"],
  attributes: ["ATTRIBUTE_CHANGED"],
  units: ["SEATS_BOUGHT", "SEATS_DROPPED", "UNITS_CHANGED", "SKU_APPEARED", "SKU_DISAPPEARED"],
} as const satisfies Record<string, readonly ChangeKind[]>;

/** The attributes of a person by the name a change has for them. */
export const ATTRIBUTE_FIELDS: readonly string[] = [
  ...USER_TEXT_FIELDS,
  ...Array.from({ length: EXTENSION_ATTRIBUTE_COUNT }, (_, index) => `extensionAttribute${index + 1}`),
  "manager",
];

/** What a license change may tell of. */
export const PLANS_FIELD = "disabledPlans";

/** The counters a change of units may tell of. */
export const UNIT_FIELDS = ["enabled", "warning", "suspended", "lockedOut"] as const;

/** Everything `field` of a change can name. */
export const CHANGE_FIELDS: readonly string[] = [...ATTRIBUTE_FIELDS, PLANS_FIELD, ...UNIT_FIELDS];

/** One difference between two sealed days of a tenant. What does not belong to its kind is null. */
export interface Change {
  readonly kind: ChangeKind;
  readonly personId: Guid | null;
  /** The SKU it is about; of a swap, the new one. */
  readonly skuId: Guid | null;
  /** The SKU given up in a swap. */
  readonly previousSkuId: Guid | null;
  /** Microsoft's name of what `before` and `after` (or, for UNITS_CHANGED, the units) are the values of. */
  readonly field: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** Of what is purchased, or of the counter in `field`. */
  readonly unitsBefore: number | null;
  readonly unitsAfter: number | null;
}

/** A change as a cause is made of it: net, between two days alone. */
export type NetChange = Omit<Change, "kind"> & { readonly kind: CauseKind };

/** A change of this kind with everything else empty. */
export function changeOf<K extends CauseKind>(
  kind: K,
  parts: Partial<Omit<Change, "kind">>,
): Omit<Change, "kind"> & { readonly kind: K } {
  return {
    kind,
    personId: null,
    skuId: null,
    previousSkuId: null,
    field: null,
    before: null,
    after: null,
    unitsBefore: null,
    unitsAfter: null,
    ...parts,
  };
}

/** Kinds that exclude each other share a place, so that what is learned about the past moves nothing. */
const RANKS: ReadonlyMap<CauseKind, number> = new Map(
  CAUSE_KINDS.map((kind, index) => [kind, kind === "LEFT" || kind === "RETURNED" ? 0 : index]),
);

/** Where a change stands among those of its person (or among those of SKUs): no two have the same place. */
export function placeOf({ kind, skuId, field }: NetChange): [rank: number, skuId: string, field: string] {
  return [RANKS.get(kind) ?? 0, skuId ?? "", field ?? ""];
}

/** Orders the changes of one person. */
export function comparePlaces(a: NetChange, b: NetChange): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  return left[0] - right[0] || compareTexts(left[1], right[1]) || compareTexts(left[2], right[2]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
