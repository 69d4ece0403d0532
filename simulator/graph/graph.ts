import { randomUUID } from "node:crypto";
import type { Cloud, Tenant } from "../cloud.js";
import { answerWithFault } from "../faults/answer-with-fault.js";
import type { Fault } from "../faults/fault.js";
import type { Exchange } from "../http/exchange.js";
import type { Reply } from "../http/reply.js";
import { readBearer } from "./bearer.js";
import { graphError } from "./graph-error.js";
import { costOf, retryAfter } from "./resource-units.js";
import { subscribedSkusReply } from "./subscribed-skus.js";
import { usersReply } from "./users.js";

type Endpoint = "users" | "subscribedSkus";

const COSTS: Record<Endpoint, number> = { users: 2, subscribedSkus: 3 };
const REPLIES = { users: usersReply, subscribedSkus: subscribedSkusReply };
const PATH = /^\/v1\.0\/(users|subscribedSkus)$/;

/** Answers a request to Graph. */
export function graphReply(cloud: Cloud, exchange: Exchange): Reply {
  const endpoint = PATH.exec(exchange.url.pathname)?.[1] as Endpoint | undefined;
  const reply = endpoint ? endpointReply(cloud, exchange, endpoint) : notFound(exchange);
  const clientRequestId = exchange.headers["client-request-id"];
  const requestId = randomUUID();
  const identity = { "request-id": requestId, "client-request-id": clientRequestId ?? requestId };
  return { ...reply, headers: { ...identity, ...reply.headers } };
}

function endpointReply(cloud: Cloud, exchange: Exchange, endpoint: Endpoint): Reply {
  if (exchange.method !== "GET")
    return graphError(405, "Request_BadRequest", "The simulator's directory is read-only.");
  const bearer = readBearer(cloud.signingKey, exchange, cloud.graphAudiences(exchange.origin));
  if ("refusal" in bearer) return { ...unauthorized(bearer.refusal), endpoint };
  const { tenantId } = bearer;
  const hasPageToken = exchange.url.searchParams.has("$skiptoken");
  const fault = cloud.faults.meet({ on: endpoint, tenantId, hasPageToken });
  const reply = answerWithFault(endpoint, fault, (shaping) =>
    tenantReply(cloud, exchange, { endpoint, tenantId, shaping }),
  );
  return { ...reply, endpoint, tenantId };
}

interface TenantRequest {
  endpoint: Endpoint;
  tenantId: string;
  shaping: Fault | undefined;
}

function tenantReply(cloud: Cloud, exchange: Exchange, { endpoint, tenantId, shaping }: TenantRequest): Reply {
  const tenant = cloud.tenant(tenantId);
  if (!tenant)
    return graphError(
      403,
      "Authorization_IdentityNotFound",
      "The identity of the calling application could not be established.",
    );
  const cost = costOf(COSTS[endpoint], exchange.url.searchParams);
  const throttled = throttle(cloud, tenant, cost);
  if (throttled) return throttled;
  const reply = REPLIES[endpoint](cloud, tenant, exchange, shaping);
  return { ...reply, headers: { "x-ms-resource-unit": `${cost}`, ...reply.headers } };
}

function throttle(cloud: Cloud, { features, directory }: Tenant, cost: number): Reply | undefined {
  if (features.resourceUnitsPerTenSeconds === 0) return undefined;
  const wait = cloud.resourceUnits.take(directory.tenantId, cost, features);
  if (wait === undefined) return undefined;
  return graphError(429, "TooManyRequests", "Please retry again later.", {
    "Retry-After": retryAfter(wait, features.retryAfterForm),
    "x-ms-throttle-information": "ResourceUnitLimitExceeded",
    "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${cloud.clientId}/${directory.tenantId}`,
  });
}

function unauthorized(message: string): Reply {
  return graphError(401, "InvalidAuthenticationToken", message, {
    "WWW-Authenticate":
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
  });
}

function notFound(exchange: Exchange): Reply {
  const segment = exchange.url.pathname.split("/").at(-1) ?? "";
  return graphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`);
}
