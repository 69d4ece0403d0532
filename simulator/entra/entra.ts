import type { Cloud } from "../cloud.js";
import type { Exchange } from "../http/exchange.js";
import type { Reply } from "../http/reply.js";
import { aadstsReply } from "./aadsts.js";
import { authorizeEndpoint } from "./authorize.js";
import { discoveryEndpoint } from "./discovery.js";
import { tokenEndpoint } from "./token.js";

const PATH =
  /^\/(?<tenant>[^/]+)\/(?<rest>oauth2\/v2\.0\/token|oauth2\/v2\.0\/authorize|v2\.0\/\.well-known\/openid-configuration)$/;

/** Answers a request to Entra, or undefined if the path is none of Entra's. */
export function entraReply(cloud: Cloud, exchange: Exchange): Reply | undefined {
  const groups = PATH.exec(exchange.url.pathname)?.groups;
  const tenant = groups?.tenant;
  if (tenant === undefined) return undefined;
  if (groups?.rest === "oauth2/v2.0/authorize") return authorizeEndpoint(cloud, exchange, tenant);
  if (groups?.rest !== "oauth2/v2.0/token") return discoveryEndpoint(cloud, exchange, tenant);
  return exchange.method === "POST" ? tokenEndpoint(cloud, exchange, tenant) : aadstsReply(900561);
}
