import type { DirectoryUser } from "../../../src/model/directory-user.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { SubscribedSku } from "../../../src/model/subscribed-sku.js";

/** A whole day of a tenant, kept the naive way: everybody and every SKU, once a day. */
export interface DayCopy {
  readonly users: readonly DirectoryUser[];
  readonly skus: readonly SubscribedSku[];
}

/** The answers about one day as sorted lines of text, so that two sources can be compared and a difference be read. */
export interface DayAnswers {
  readonly users: readonly string[];
  readonly skus: readonly string[];
  readonly licenseCounts: readonly string[];
  readonly groupCounts: readonly string[];
  readonly totals: { readonly users: number; readonly skus: number; readonly assignments: number };
}

/** A person's whole state as one line that begins with the id. */
export function userLine(user: DirectoryUser): string {
  const attributes = USER_TEXT_FIELDS.map((field) => user.attributes[field]);
  const licenses = user.licenses.map(({ skuId, disabledPlans }) => [skuId, ...disabledPlans]).sort();
  return JSON.stringify([user.id, user.managerId, attributes, user.extensionAttributes, licenses]);
}

export function skuLine(sku: SubscribedSku): string {
  const { enabled, warning, suspended, lockedOut } = sku.prepaidUnits;
  const plans = sku.servicePlans.map((plan) => [
    plan.servicePlanId,
    plan.servicePlanName,
    plan.appliesTo,
    plan.provisioningStatus,
  ]);
  return JSON.stringify([
    sku.skuId,
    sku.skuPartNumber,
    enabled,
    warning,
    suspended,
    lockedOut,
    sku.consumedUnits,
    plans,
  ]);
}

export function groupLine(group: readonly [dimension: string, value: string | null, skuId: string, count: number]) {
  return JSON.stringify(group);
}

/** One person's change between two days; null: not there. */
export function changeLine(id: string, before: string | undefined, after: string | undefined): string {
  return `${id}: ${before ?? "absent"} -> ${after ?? "absent"}`;
}
