import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { DayCopy } from "../naive/day-copy.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

/** A tenant's day as far as changes tell it: what is not known of a newcomer is left out. */
class Told {
  readonly attributes = new Map<string, Map<string, string | null> | null>();
  readonly licenses = new Map<string, Map<string, string>>();
  readonly units = new Map<string, Map<string, number>>();

  lines(): string[] {
    return [
      ...[...this.attributes].map(([id, known]) => JSON.stringify([id, known && [...known].sort()])),
      ...[...this.licenses].map(([id, held]) => JSON.stringify([id, "holds", [...held].sort()])),
      ...[...this.units].map(([id, known]) => JSON.stringify([id, [...known].sort()])),
    ].sort();
  }
}

/** A whole copy in the same terms. */
function toldOf(copy: DayCopy): Told {
  const told = new Told();
  for (const user of copy.users) {
    const values: [string, string | null][] = USER_TEXT_FIELDS.map((field) => [field, user.attributes[field]]);
    user.extensionAttributes.forEach((value, index) => values.push([`extensionAttribute${index + 1}`, value]));
    told.attributes.set(user.id, new Map([...values, ["manager", user.managerId]]));
    const held = user.licenses.map(({ skuId, disabledPlans }) => [skuId, [...disabledPlans].sort().join(",")] as const);
    told.licenses.set(user.id, new Map(held));
  }
  for (const { skuId, prepaidUnits } of copy.skus) {
    const { enabled, warning, suspended, lockedOut } = prepaidUnits;
    told.units.set(skuId, new Map(Object.entries({ purchased: enabled + warning, suspended, lockedOut })));
  }
  return told;
}

/** The earlier day with the changes made to it, as lines. */
export function appliedLines(copy: DayCopy, changes: readonly ChangeAnswer[]): string[] {
  const told = toldOf(copy);
  for (const change of changes) apply(told, change);
  return told.lines();
}

/** The later day as lines, less what changes do not tell: the attributes of who was away in between, the rest of a new SKU. */
export function expectedLines(copy: DayCopy, changes: readonly ChangeAnswer[]): string[] {
  const told = toldOf(copy);
  for (const { kind, person, sku } of changes) {
    if (person && told.attributes.has(person.entraId) && (kind === "JOINED" || kind === "RETURNED")) {
      told.attributes.set(person.entraId, null);
    }
    if (sku && kind === "SKU_APPEARED") {
      for (const field of ["suspended", "lockedOut"]) told.units.get(sku.skuId)?.delete(field);
    }
  }
  return told.lines();
}

function apply(told: Told, { kind, person, sku, previousSku, field, after, unitsAfter }: ChangeAnswer): void {
  const id = person?.entraId ?? "";
  const skuId = sku?.skuId ?? "";
  const held = told.licenses.get(id);
  switch (kind) {
    case "JOINED":
    case "RETURNED":
      told.attributes.set(id, null);
      told.licenses.set(id, new Map());
      break;
    case "LEFT":
      told.attributes.delete(id);
      told.licenses.delete(id);
      break;
    case "LICENSE_REMOVED":
      held?.delete(skuId);
      break;
    case "SKU_SWAPPED":
      held?.delete(previousSku?.skuId ?? "");
      held?.set(skuId, after ?? "");
      break;
    case "LICENSE_ADDED":
    case "PLANS_CHANGED":
      held?.set(skuId, after ?? "");
      break;
    case "ATTRIBUTE_CHANGED":
      told.attributes.get(id)?.set(field ?? "", after);
      break;
    case "SKU_DISAPPEARED":
      told.units.delete(skuId);
      break;
    case "SKU_APPEARED":
      told.units.set(skuId, new Map([["purchased", unitsAfter ?? 0]]));
      break;
    case "SEATS_BOUGHT":
    case "SEATS_DROPPED":
      told.units.get(skuId)?.set("purchased", unitsAfter ?? 0);
      break;
    case "UNITS_CHANGED":
      if (field === "suspended" || field === "lockedOut") setKnown(told.units.get(skuId), field, unitsAfter ?? 0);
  }
}

/** A counter that was not known at the start stays unknown. */
function setKnown(counters: Map<string, number> | undefined, field: string, value: number): void {
  if (counters?.has(field)) counters.set(field, value);
}
