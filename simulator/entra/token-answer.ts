import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.js";
import { jsonReply, type Reply } from "../http/reply.js";
import { guidFrom } from "../world/hash.js";
import { issueRefreshToken } from "./grants.js";
import { encode, signJwt, type Claims } from "./jwt.js";
import type { Scope } from "./scope.js";

/** What the tokens are to say. */
export interface TokenAnswer {
  tenantId: string;
  scope: Scope;
  nonce: string | undefined;
  wantsClientInfo: boolean;
  correlationId: string | undefined;
}

/** The permissions the partner's app was consented to. */
const PERMISSIONS = ["User.Read.All", "LicenseAssignment.Read.All"];
const SERVICE_ACCOUNT = "snapshots@partner.onmicrosoft.com";

/** Answers with an access token for one tenant and one resource, and what else the scope asks for. */
export function tokenReply(cloud: Cloud, answer: TokenAnswer): Reply {
  const { scope } = answer;
  const lifetime = cloud.accessTokenLifetimeSeconds;
  const shared = sharedClaims(cloud, answer);
  const granted = PERMISSIONS.map((permission) => `${scope.resource}/${permission}`);
  const body = {
    token_type: "Bearer",
    scope: [...granted, `${scope.resource}/.default`].join(" "),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: signJwt(cloud.signingKey, {
      ...shared,
      aud: scope.resource,
      appid: cloud.clientId,
      scp: PERMISSIONS.join(" "),
    }),
    ...(scope.offline ? { refresh_token: issueRefreshToken(cloud) } : {}),
    ...(scope.openid ? { id_token: signJwt(cloud.signingKey, { ...shared, ...identity(cloud, answer) }) } : {}),
    ...(answer.wantsClientInfo ? { client_info: clientInfo(cloud) } : {}),
  };
  const headers = { "Cache-Control": "no-store", Pragma: "no-cache", "x-ms-request-id": randomUUID() };
  return jsonReply(200, body, { ...headers, ...correlation(answer) });
}

function sharedClaims(cloud: Cloud, { tenantId }: TokenAnswer): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + cloud.accessTokenLifetimeSeconds,
    tid: tenantId,
    oid: serviceAccountId(cloud),
    amr: cloud.secondFactor ? ["pwd", "mfa"] : ["pwd"],
    uti: randomUUID(),
    ver: "2.0",
  };
}

function identity(cloud: Cloud, { nonce }: TokenAnswer): Claims {
  const name = { name: "Snapshot Service", preferred_username: SERVICE_ACCOUNT };
  const subject = { aud: cloud.clientId, sub: guidFrom(7, cloud.clientId) };
  return { ...name, ...subject, ...(nonce === undefined ? {} : { nonce }) };
}

function clientInfo(cloud: Cloud): string {
  return encode({ uid: serviceAccountId(cloud), utid: cloud.partnerTenantId });
}

function serviceAccountId(cloud: Cloud): string {
  return guidFrom(11, cloud.partnerTenantId);
}

function correlation({ correlationId }: TokenAnswer): Record<string, string> {
  return correlationId === undefined ? {} : { "client-request-id": correlationId };
}
