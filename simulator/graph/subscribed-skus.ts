import type { Cloud, Tenant } from "../cloud.js";
import type { Fault } from "../faults/fault.js";
import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import type { GraphSku } from "../world/graph-shapes.js";
import { subscribedSkusOf } from "../world/subscribed-skus.js";
import { unknownProperty } from "./query-options.js";

const PROPERTIES = new Set<string>([
  ...["id", "accountId", "accountName", "appliesTo", "capabilityStatus", "consumedUnits", "prepaidUnits"],
  ...["servicePlans", "skuId", "skuPartNumber", "subscriptionIds"],
]);

/** Answers GET /subscribedSkus; other query options are ignored, as Microsoft ignores them. */
export function subscribedSkusReply(
  cloud: Cloud,
  tenant: Tenant,
  exchange: Exchange,
  shaping: Fault | undefined,
): Reply {
  const select = exchange.url.searchParams.get("$select");
  const names = select?.split(",").map((name) => name.trim());
  const unknown = names?.find((name) => !PROPERTIES.has(name));
  if (unknown !== undefined) return unknownProperty(unknown, "microsoft.graph.subscribedSku");
  const skus = shaped(subscribedSkusOf(tenant.directory, cloud.today()), shaping);
  return jsonReply(200, {
    "@odata.context": `${exchange.origin}/v1.0/$metadata#subscribedSkus${select === null ? "" : `(${select})`}`,
    value: names ? skus.map((sku) => only(sku, names)) : skus,
  });
}

function shaped(skus: GraphSku[], shaping: Fault | undefined): object[] {
  if (shaping?.kind === "empty-directory" || shaping?.kind === "no-licenses") return [];
  if (shaping?.kind === "wrong-types") return skus.map((sku) => ({ ...sku, consumedUnits: "many", prepaidUnits: [] }));
  return skus;
}

function only(sku: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(sku).filter(([name]) => names.includes(name)));
}
