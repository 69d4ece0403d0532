import { changeOf, comparePlaces, PLANS_FIELD, type Change } from "./change.js";
import type { DirectoryUser } from "./directory-user.js";
import type { Guid } from "./guid.js";
import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS } from "./imported-fields.js";
import type { LicenseAssignment } from "./license-assignment.js";
import { purchasedUnits, type PrepaidUnits } from "./subscribed-sku.js";

/** A person on one day. */
export type PersonState = Omit<DirectoryUser, "id">;

/** What a person has of their own. */
export type OwnState = Omit<PersonState, "licenses">;

/** What may differ of a person on one day: attributes are null where all are alike, licenses held alike may be left out. */
export type DifferingState = Pick<PersonState, "licenses"> & (OwnState | { readonly attributes: null });

/** One person on two days; null: not in the directory. */
export interface PersonEnds<State = PersonState> {
  readonly id: Guid;
  readonly before: State | null;
  readonly after: State | null;
  /** Somebody absent on the earlier day was seen on a sealed day before it. */
  readonly seenBefore: boolean;
}

/** What a tenant owned of one SKU on two days; null: not subscribed. */
export interface SkuEnds {
  readonly skuId: Guid;
  readonly before: PrepaidUnits | null;
  readonly after: PrepaidUnits | null;
}

/** Everything that changed about one person, or about the SKUs of a step, in order. */
export function changesOf(
  subject: { readonly person: PersonEnds<DifferingState> } | { readonly skus: readonly SkuEnds[] },
): Change[] {
  return "person" in subject ? personChanges(subject.person) : stepSkuChanges(subject.skus);
}

/** Everything that changed about a person, in order; nothing for one who is absent on both days. */
export function personChanges(ends: PersonEnds<DifferingState>): Change[] {
  const changes = [...presenceChanges(ends), ...licenseChanges(ends), ...attributeChanges(ends)];
  return changes.map((change) => ({ ...change, personId: ends.id })).sort(comparePlaces);
}

/** Everything that changed about a subscribed SKU, in order. */
export function skuChanges({ skuId, before, after }: SkuEnds): Change[] {
  const purchased = {
    skuId,
    unitsBefore: before && purchasedUnits(before),
    unitsAfter: after && purchasedUnits(after),
  };
  if (before === null) return after === null ? [] : [changeOf("SKU_APPEARED", purchased)];
  if (after === null) return [changeOf("SKU_DISAPPEARED", purchased)];
  const moved = movedCounters(before, after).map((field) =>
    changeOf("UNITS_CHANGED", { skuId, field, unitsBefore: before[field], unitsAfter: after[field] }),
  );
  const more = purchasedUnits(after) - purchasedUnits(before);
  const seats = more === 0 ? [] : [changeOf(more > 0 ? "SEATS_BOUGHT" : "SEATS_DROPPED", purchased)];
  return [...seats, ...moved].sort(comparePlaces);
}

function stepSkuChanges(skus: readonly SkuEnds[]): Change[] {
  return skus.flatMap(skuChanges).sort(comparePlaces);
}

/** The counters that moved, less one of `enabled` and `warning` that moved alone: seats bought or dropped say that. */
function movedCounters(before: PrepaidUnits, after: PrepaidUnits): (keyof PrepaidUnits)[] {
  const moved = (field: keyof PrepaidUnits) => before[field] !== after[field];
  const assignable = (["enabled", "warning"] as const).filter(moved);
  return [...(assignable.length === 2 ? assignable : []), ...(["suspended", "lockedOut"] as const).filter(moved)];
}

function presenceChanges({ before, after, seenBefore }: PersonEnds<DifferingState>): Change[] {
  if (before === null) return after === null ? [] : [changeOf(seenBefore ? "RETURNED" : "JOINED", {})];
  return after === null ? [changeOf("LEFT", {})] : [];
}

function licenseChanges({ before, after }: PersonEnds<DifferingState>): Change[] {
  const old = bySku(before);
  const now = bySku(after);
  const gained = [...now.values()].filter(({ skuId }) => !old.has(skuId));
  const lost = [...old.values()].filter(({ skuId }) => !now.has(skuId));
  const plans = [...now.values()].flatMap((license) => planChanges(old.get(license.skuId), license));
  const [got, gave] = [gained[0], lost[0]];
  if (before && after && got && gave && gained.length === 1 && lost.length === 1) {
    const swapped = { skuId: got.skuId, previousSkuId: gave.skuId, ...plansOf(gave, got) };
    return [changeOf("SKU_SWAPPED", swapped), ...plans];
  }
  return [
    ...gained.map((held) => changeOf("LICENSE_ADDED", { skuId: held.skuId, ...plansOf(null, held) })),
    ...lost.map((held) => changeOf("LICENSE_REMOVED", { skuId: held.skuId, ...plansOf(held, null) })),
    ...plans,
  ];
}

function planChanges(old: LicenseAssignment | undefined, now: LicenseAssignment): Change[] {
  if (old === undefined || planText(old) === planText(now)) return [];
  return [changeOf("PLANS_CHANGED", { skuId: now.skuId, ...plansOf(old, now) })];
}

/** The plans switched off in a license; nothing where none is on either day. */
function plansOf(before: LicenseAssignment | null, after: LicenseAssignment | null): Partial<Change> {
  const plans = { before: before && planText(before), after: after && planText(after) };
  return plans.before || plans.after ? { field: PLANS_FIELD, ...plans } : {};
}

function planText({ disabledPlans }: LicenseAssignment): string {
  return disabledPlans.toSorted().join(",");
}

function bySku(state: DifferingState | null): Map<Guid, LicenseAssignment> {
  return new Map(state?.licenses.map((license) => [license.skuId, license]));
}

/** Every attribute by Microsoft's name; a manager is told by id. */
const ATTRIBUTES: readonly (readonly [field: string, valueOf: (state: OwnState) => string | null])[] = [
  ...USER_TEXT_FIELDS.map((field) => [field, (state: OwnState) => state.attributes[field]] as const),
  ...Array.from({ length: EXTENSION_ATTRIBUTE_COUNT }, (_, index) => {
    return [`extensionAttribute${index + 1}`, (state: OwnState) => state.extensionAttributes[index] ?? null] as const;
  }),
  ["manager", (state) => state.managerId],
];

/** The value of an attribute by the name a change has for it. */
export function attributeOf(state: OwnState, field: string): string | null {
  return ATTRIBUTES.find(([name]) => name === field)?.[1](state) ?? null;
}

function attributeChanges({ before, after }: PersonEnds<DifferingState>): Change[] {
  if (!before?.attributes || !after?.attributes) return [];
  return ATTRIBUTES.flatMap(([field, valueOf]) => {
    const [old, now] = [valueOf(before), valueOf(after)];
    return old === now ? [] : [changeOf("ATTRIBUTE_CHANGED", { field, before: old, after: now })];
  });
}
