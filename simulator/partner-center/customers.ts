import type { Cloud } from "../cloud.js";
import { answerWithFault } from "../faults/answer-with-fault.js";
import type { Fault } from "../faults/fault.js";
import { readBearer } from "../graph/bearer.js";
import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import type { SimulatorTenant } from "../options.js";

const DEFAULT_SIZE = 100;
const MAX_SIZE = 500;
const CONTINUATION = "ms-continuationtoken";
// Seen on live bodies; a client that does not strip it cannot parse them.
const BYTE_ORDER_MARK = "\uFEFF";

/** Answers GET /v1/customers of Partner Center. */
export function customersReply(cloud: Cloud, exchange: Exchange): Reply {
  const bearer = readBearer(cloud.signingKey, exchange, cloud.partnerCenterAudiences(exchange.origin));
  if ("refusal" in bearer) return { ...refused(401, 401, "Unauthorized: " + bearer.refusal), endpoint: "customers" };
  const { tenantId } = bearer;
  const fault = cloud.faults.meet({
    on: "customers",
    tenantId,
    hasPageToken: exchange.headers[CONTINUATION] !== undefined,
  });
  const reply = answerWithFault("customers", fault, (shaping) => answer(cloud, exchange, tenantId, shaping));
  return { ...reply, endpoint: "customers", tenantId };
}

function answer(cloud: Cloud, exchange: Exchange, tenantId: string, shaping: Fault | undefined): Reply {
  if (tenantId !== cloud.partnerTenantId)
    return refused(403, 1000, "Access denied: the token is not of the partner's tenant.");
  const size = Number(exchange.url.searchParams.get("size") ?? DEFAULT_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) return refused(400, 2000, "The size must be 1 to 500.");
  const start = startOf(exchange);
  if (start === undefined) return refused(400, 2001, "The continuation token is missing or invalid.");
  const customers = shaping?.kind === "empty-directory" ? [] : cloud.customers;
  const items = customers.slice(start, start + size).map((customer) => toItem(customer, shaping));
  return customersPage({ items, size, start, total: customers.length });
}

/** The first page needs no token; seekOperation=Next does. */
function startOf(exchange: Exchange): number | undefined {
  if (!exchange.url.searchParams.has("seekOperation")) return 0;
  const text = Buffer.from(exchange.headers[CONTINUATION] ?? "", "base64").toString("utf8");
  return /^from:\d+$/.test(text) ? Number(text.slice(5)) : undefined;
}

function toItem({ tenantId, name, domain }: SimulatorTenant, shaping: Fault | undefined): object {
  return {
    id: tenantId,
    commerceId: tenantId,
    companyProfile: {
      tenantId: shaping?.kind === "wrong-types" ? 12 : tenantId,
      domain,
      companyName: name,
      links: { self: { uri: `/customers/${tenantId}/profiles/company`, method: "GET", headers: [] } },
      attributes: { objectType: "CustomerCompanyProfile" },
    },
    relationshipToPartner: "reseller",
    attributes: { objectType: "Customer" },
  };
}

interface CustomersPage {
  items: object[];
  size: number;
  start: number;
  total: number;
}

function customersPage({ items, size, start, total }: CustomersPage): Reply {
  const end = start + items.length;
  const token = Buffer.from(`from:${end}`).toString("base64");
  const headers = [{ key: "MS-ContinuationToken", value: token }];
  const next = { uri: `/customers?size=${size}&seekOperation=Next`, method: "GET", headers };
  const self = { uri: `/customers?size=${size}`, method: "GET", headers: [] };
  const links = end < total ? { self, next } : { self };
  const reply = jsonReply(200, { totalCount: items.length, items, links, attributes: { objectType: "Collection" } });
  return { ...reply, body: BYTE_ORDER_MARK + reply.body };
}

function refused(status: number, code: number, description: string): Reply {
  return jsonReply(status, { code, description, data: [], source: "PartnerApiServiceCore" });
}
