import type { Guid } from "../model/guid.js";
import type { HeldLicense } from "../store/read/license-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { ServicePlanAnswer } from "./answers.js";
import { pinsOf, type ResolvedDay } from "./resolve-days.js";

/** Reads how the plans that are switched off are named, by the tenants' SKUs of these days and the published list; one statement, and none where no plan is. */
export async function readPlanNames(
  reads: Reads,
  held: readonly HeldLicense[],
  { days, plans }: { days: ReadonlyMap<number, ResolvedDay>; plans: ReadonlyMap<number, readonly Guid[]> },
): Promise<(license: HeldLicense, planId: Guid) => ServicePlanAnswer> {
  const reduced = held.filter(({ plansNo }) => (plans.get(plansNo)?.length ?? 0) > 0);
  const tenants = new Set(reduced.map(({ tenantNo }) => tenantNo));
  const asked = [...days.values()].filter(({ tenant }) => tenants.has(tenant.tenantNo));
  const units = asked.length === 0 ? [] : await reads.skus.units(pinsOf(asked));
  const lists = await reads.servicePlans(units.map((row) => row.servicePlansNo));
  const known = new Map<string, ServicePlanAnswer>();
  for (const { tenantNo, skuNo, servicePlansNo } of units) {
    for (const plan of lists.get(servicePlansNo)?.plans ?? []) {
      known.set(`${tenantNo} ${skuNo} ${plan.servicePlanId}`, plan);
    }
  }
  return ({ tenantNo, skuNo }, servicePlanId) =>
    known.get(`${tenantNo} ${skuNo} ${servicePlanId}`) ?? {
      servicePlanId,
      servicePlanName: null,
      displayName: reads.planName(servicePlanId) ?? servicePlanId,
      appliesTo: null,
      provisioningStatus: null,
    };
}
