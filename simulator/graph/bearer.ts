import { readJwt, type Claims } from "../entra/jwt.js";
import type { Exchange } from "../http/exchange.js";

/** What a bearer token says, or why it does not count. */
export type Bearer = { tenantId: string } | { refusal: string };

/** Reads the access token of a request and holds it to the audiences of the resource that was called. */
export function readBearer(signingKey: string, exchange: Exchange, audiences: readonly string[]): Bearer {
  const header = exchange.headers.authorization ?? "";
  const token = /^Bearer (.+)$/i.exec(header)?.[1];
  if (!token) return { refusal: "Access token is empty." };
  const claims = readJwt(signingKey, token);
  if (!claims) return { refusal: "CompactToken parsing failed with error code: 80049217" };
  return judge(claims, audiences);
}

function judge(claims: Claims, audiences: readonly string[]): Bearer {
  const { exp, aud, tid } = claims;
  if (typeof exp !== "number" || exp * 1000 <= Date.now()) {
    return {
      refusal: "Access token has expired or is not yet valid. Lifetime validation failed, the token is expired.",
    };
  }
  if (typeof aud !== "string" || !audiences.includes(aud)) {
    return { refusal: "Access token validation failure. Invalid audience." };
  }
  return typeof tid === "string" ? { tenantId: tid } : { refusal: "InvalidAuthenticationToken" };
}
