import type { Guid } from "./guid.js";

/** A service plan inside a SKU, as subscribedSkus lists it. */
export interface ServicePlan {
  readonly servicePlanId: Guid;
  readonly servicePlanName: string | null;
  readonly appliesTo: string | null;
  readonly provisioningStatus: string | null;
}

/** Microsoft's four counters of prepaid units; null from Graph is 0. */
export interface PrepaidUnits {
  readonly enabled: number;
  readonly warning: number;
  readonly suspended: number;
  readonly lockedOut: number;
}

/** What a tenant owns of one SKU on one day. Plans are sorted by id. */
export interface SubscribedSku {
  readonly skuId: Guid;
  readonly skuPartNumber: string | null;
  readonly prepaidUnits: PrepaidUnits;
  readonly consumedUnits: number;
  readonly servicePlans: readonly ServicePlan[];
}

/** Can it be assigned to people? Not so when there is at least one service plan and all say Company. */
export function assignable(plans: readonly Pick<ServicePlan, "appliesTo">[]): boolean {
  return plans.length === 0 || plans.some((plan) => plan.appliesTo !== "Company");
}

/** Units that can be assigned today: enabled and, in grace, warning. */
export function purchasedUnits(units: PrepaidUnits): number {
  return units.enabled + units.warning;
}
