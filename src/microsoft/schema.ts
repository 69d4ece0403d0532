import { z } from "zod";
import { isGuid, type Guid } from "../model/guid.js";
import type { ServicePlan, SubscribedSku } from "../model/subscribed-sku.js";
import type { Customer } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";

const guid = z
  .string()
  .refine(isGuid)
  .transform((text) => text.toLowerCase() as Guid);

const text = z.string().nullish();
const units = z
  .int()
  .nullish()
  .transform((count) => count ?? 0);
const NO_UNITS = { enabled: 0, warning: 0, suspended: 0, lockedOut: 0 };

const SERVICE_PLAN = z.object({
  servicePlanId: guid,
  servicePlanName: text,
  appliesTo: text,
  provisioningStatus: text,
});

const SUBSCRIBED_SKU = z.object({
  skuId: guid,
  skuPartNumber: text,
  prepaidUnits: z.object({ enabled: units, warning: units, suspended: units, lockedOut: units }).nullish(),
  consumedUnits: units,
  servicePlans: z.array(SERVICE_PLAN),
});

/** One subscribed SKU of Graph, the fields we read and nothing else; INVALID_RESPONSE for a value of a wrong type. */
export function parseSubscribedSku(item: unknown): SubscribedSku {
  const sku = parsed("GET /subscribedSkus", SUBSCRIBED_SKU.safeParse(item));
  return {
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber ?? null,
    prepaidUnits: sku.prepaidUnits ?? NO_UNITS,
    consumedUnits: sku.consumedUnits,
    servicePlans: sku.servicePlans.map(toServicePlan).sort(byPlanId),
  };
}

function toServicePlan(plan: z.infer<typeof SERVICE_PLAN>): ServicePlan {
  return {
    servicePlanId: plan.servicePlanId,
    servicePlanName: plan.servicePlanName ?? null,
    appliesTo: plan.appliesTo ?? null,
    provisioningStatus: plan.provisioningStatus ?? null,
  };
}

function byPlanId(a: ServicePlan, b: ServicePlan): number {
  return a.servicePlanId < b.servicePlanId ? -1 : a.servicePlanId > b.servicePlanId ? 1 : 0;
}

const CUSTOMER_PAGE = z.object({
  items: z.array(
    z.object({
      companyProfile: z.object({ tenantId: guid, domain: text, companyName: text }),
    }),
  ),
  links: z
    .object({
      next: z
        .object({
          uri: z.string().min(1),
          headers: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export interface CustomerPage {
  readonly customers: readonly Customer[];
  readonly next: { readonly uri: string; readonly headers: readonly { key: string; value: string }[] } | null;
}

/** One page of the Partner Center's customers; a customer without a name is called by its domain or its id. */
export function parseCustomerPage(body: unknown): CustomerPage {
  const { items, links } = parsed("GET /v1/customers", CUSTOMER_PAGE.safeParse(body));
  const customers = items.map(({ companyProfile: { tenantId, domain, companyName } }) => ({
    tenantId,
    name: companyName || domain || tenantId,
    defaultDomain: domain || null,
  }));
  const next = links?.next ?? null;
  return { customers, next: next === null ? null : { uri: next.uri, headers: next.headers ?? [] } };
}

/** The path of a wrong value is told, the value is not: it may name a person. */
function parsed<T>(label: string, result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join(".") || "the body";
  throw new MicrosoftFailure("INVALID_RESPONSE", `${label} answered with a wrong type at ${path}`);
}
