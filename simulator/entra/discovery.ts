import type { Cloud } from "../cloud.js";
import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import { aadstsReply } from "./aadsts.js";

/** Answers the OpenID configuration of a tenant, for clients that ask before they sign in. */
export function discoveryEndpoint(cloud: Cloud, exchange: Exchange, segment: string): Reply {
  const tenantId = cloud.tenant(segment)?.directory.tenantId;
  if (tenantId === undefined) return aadstsReply(90002);
  const base = `${exchange.origin}/${tenantId}`;
  return jsonReply(200, {
    issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["HS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
  });
}
