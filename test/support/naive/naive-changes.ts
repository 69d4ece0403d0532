import type { DirectoryUser } from "../../../src/model/directory-user.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { SubscribedSku } from "../../../src/model/subscribed-sku.js";
import type { DayCopy } from "./day-copy.js";

/** One change as plain values; what does not belong to it is left out. */
export interface NaiveChange {
  readonly kind: string;
  readonly person?: string;
  readonly sku?: string;
  readonly previousSku?: string;
  readonly field?: string;
  readonly before?: string | null;
  readonly after?: string | null;
  readonly units?: readonly [number | null, number | null];
}

/** Every value of a person by the field's name, licenses as their plans. */
function flat(user: DirectoryUser): { values: Map<string, string | null>; plans: Map<string, string> } {
  const values = new Map<string, string | null>(USER_TEXT_FIELDS.map((field) => [field, user.attributes[field]]));
  user.extensionAttributes.forEach((value, index) => values.set(`extensionAttribute${index + 1}`, value));
  values.set("manager", user.managerId);
  const plans = new Map<string, string>();
  for (const { skuId, disabledPlans } of user.licenses) plans.set(skuId, [...disabledPlans].sort().join(","));
  return { values, plans };
}

function plansTold(before: string | null, after: string | null): Partial<NaiveChange> {
  return (before ?? "") === "" && (after ?? "") === "" ? {} : { field: "disabledPlans", before, after };
}

function personDiff(
  person: string,
  old: DirectoryUser | undefined,
  now: DirectoryUser | undefined,
  seen: boolean,
): NaiveChange[] {
  const changes: NaiveChange[] = [];
  if (!old && now) changes.push({ kind: seen ? "RETURNED" : "JOINED", person });
  if (old && !now) changes.push({ kind: "LEFT", person });
  const before = old && flat(old);
  const after = now && flat(now);
  const skus = new Set([...(before?.plans.keys() ?? []), ...(after?.plans.keys() ?? [])]);
  const lost = [...skus].filter((sku) => !after?.plans.has(sku));
  const gained = [...skus].filter((sku) => !before?.plans.has(sku));
  const swap = old && now && lost.length === 1 && gained.length === 1;
  for (const sku of skus) {
    const [was, is] = [before?.plans.get(sku) ?? null, after?.plans.get(sku) ?? null];
    if (was !== null && is !== null && was !== is) {
      changes.push({ kind: "PLANS_CHANGED", person, sku, field: "disabledPlans", before: was, after: is });
    } else if (swap && is !== null && was === null) {
      const previousSku = lost[0]!;
      const told = plansTold(before!.plans.get(previousSku)!, is);
      changes.push({ kind: "SKU_SWAPPED", person, sku, previousSku, ...told });
    } else if (!swap && was === null) changes.push({ kind: "LICENSE_ADDED", person, sku, ...plansTold(null, is) });
    else if (!swap && is === null) changes.push({ kind: "LICENSE_REMOVED", person, sku, ...plansTold(was, null) });
  }
  if (before && after) {
    for (const [field, was] of before.values) {
      const is = after.values.get(field) ?? null;
      if (was !== is) changes.push({ kind: "ATTRIBUTE_CHANGED", person, field, before: was, after: is });
    }
  }
  return changes;
}

function skuDiff(sku: string, old: SubscribedSku | undefined, now: SubscribedSku | undefined): NaiveChange[] {
  const bought = (one: SubscribedSku) => one.prepaidUnits.enabled + one.prepaidUnits.warning;
  if (!old && now) return [{ kind: "SKU_APPEARED", sku, units: [null, bought(now)] }];
  if (!now && old) return [{ kind: "SKU_DISAPPEARED", sku, units: [bought(old), null] }];
  if (!old || !now) return [];
  const changes: NaiveChange[] = [];
  const [was, is] = [bought(old), bought(now)];
  if (was !== is) changes.push({ kind: is > was ? "SEATS_BOUGHT" : "SEATS_DROPPED", sku, units: [was, is] });
  const both = (["enabled", "warning"] as const).every((one) => old.prepaidUnits[one] !== now.prepaidUnits[one]);
  for (const field of ["enabled", "warning", "suspended", "lockedOut"] as const) {
    const units = [old.prepaidUnits[field], now.prepaidUnits[field]] as const;
    if (units[0] === units[1] || (!both && (field === "enabled" || field === "warning"))) continue;
    changes.push({ kind: "UNITS_CHANGED", sku, field, units });
  }
  return changes;
}

/** Every change between two whole copies, by the rules of design/api.md alone; `seen`: on a sealed day at or before the first. */
export function naiveChanges(before: DayCopy, after: DayCopy, seen: (id: string) => boolean): NaiveChange[] {
  const ids = new Set([...before.users, ...after.users].map(({ id }) => id));
  const skus = new Set([...before.skus, ...after.skus].map(({ skuId }) => skuId));
  const person = (copy: DayCopy, id: string) => copy.users.find((user) => user.id === id);
  const owned = (copy: DayCopy, id: string) => copy.skus.find((sku) => sku.skuId === id);
  return [
    ...[...ids].flatMap((id) => personDiff(id, person(before, id), person(after, id), seen(id))),
    ...[...skus].flatMap((id) => skuDiff(id, owned(before, id), owned(after, id))),
  ];
}

/** Sorted lines, so that a difference can be read. */
export function changeLines(changes: readonly NaiveChange[]): string[] {
  return changes
    .map(({ kind, person, sku, previousSku, field, before, after, units }) =>
      JSON.stringify([
        kind,
        person ?? null,
        sku ?? null,
        previousSku ?? null,
        field ?? null,
        before ?? null,
        after ?? null,
        ...(units ?? [null, null]),
      ]),
    )
    .sort();
}
