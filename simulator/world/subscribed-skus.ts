import { onDay, type Directory, type DirectoryDay } from "./directory.js";
import type { GraphSku } from "./graph-shapes.js";
import { guidFrom, hashText, mix, rotated } from "./hash.js";
import { CATALOGUE, type CatalogueSku } from "./sku-catalogue.js";
import { boughtShare, subscriptionState } from "./subscription-course.js";

const PAID_SEATS_PART_NUMBER = "SPE_F1";

/** What GET /subscribedSkus lists for a tenant on a day: computed from shares of the headcount, without looking at people. */
export function subscribedSkusOf(directory: Directory, day: string): GraphSku[] {
  const at = onDay(directory, day);
  const listed = CATALOGUE.map((sku) => toGraphSku(at, sku)).filter((sku) => sku !== undefined);
  return rotated(listed, at.day);
}

function toGraphSku(at: DirectoryDay, sku: CatalogueSku): GraphSku | undefined {
  const { directory } = at;
  const wanted = Math.max(1, Math.round((directory.users * sku.perThousand) / 1000));
  const state = subscriptionState(at, sku, wanted);
  if (!state) return undefined;
  const paid = directory.paidSeats > 0 && sku.partNumber === PAID_SEATS_PART_NUMBER;
  const appliesTo = sku.role === "company" ? "Company" : "User";
  return {
    id: `${directory.tenantId}_${sku.skuId}`,
    accountId: directory.tenantId,
    accountName: directory.domain.split(".")[0] ?? directory.domain,
    appliesTo,
    capabilityStatus: state.capabilityStatus,
    consumedUnits: consumedUnits(at, sku, wanted),
    prepaidUnits: paid ? { ...state.units, enabled: directory.paidSeats } : state.units,
    servicePlans: servicePlans(at, sku, appliesTo),
    skuId: sku.skuId,
    skuPartNumber: sku.partNumber,
    subscriptionIds: [guidFrom(directory.seed, sku.skuId)],
  };
}

/** Near what people hold, never exactly: Microsoft counts leavers for a while and arrivals late. */
function consumedUnits(at: DirectoryDay, sku: CatalogueSku, wanted: number): number {
  if (sku.role === "company") return 0;
  const share = sku.course === "bought" ? boughtShare(at, sku) : 1;
  const spread = Math.max(2, Math.round(wanted / 50));
  const drift = mix(mix(at.directory.seed, hashText(sku.skuId)), Math.floor(at.age / 3)) % (2 * spread + 1);
  return Math.max(0, Math.round(wanted * share) + drift - spread);
}

function servicePlans(at: DirectoryDay, sku: CatalogueSku, appliesTo: string): GraphSku["servicePlans"] {
  return rotated(sku.plans, at.day).map((plan) => ({
    servicePlanId: plan.id,
    servicePlanName: plan.name,
    provisioningStatus: plan.name === "YAMMER_ENTERPRISE" ? "PendingActivation" : "Success",
    appliesTo: plan.name === "EXCHANGE_S_FOUNDATION" ? "Company" : appliesTo,
    servicePlanType: plan.type,
  }));
}
