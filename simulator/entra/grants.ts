import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.js";
import { encode, readJwt, signJwt } from "./jwt.js";

/** What an authorization code stands for. */
export interface CodeGrant {
  redirectUri: string;
  challenge: string | undefined;
  nonce: string | undefined;
}

const CODE_SECONDS = 600;

/** Makes an authorization code; it carries what it stands for, signed. */
export function issueCode(cloud: Cloud, grant: CodeGrant): string {
  const claims = { use: "code", jti: randomUUID(), exp: seconds() + CODE_SECONDS, ...grant };
  return `1.${encode({ token: signJwt(cloud.signingKey, claims) })}`;
}

/** Redeems an authorization code once: the grant, or the AADSTS number that says why not. */
export function redeemCode(cloud: Cloud, code: string): CodeGrant | number {
  const claims = readGrant(cloud, code, "code");
  if (!claims) return 9002313;
  if (cloud.spent.has(code)) return 54005;
  if (typeof claims.exp !== "number" || claims.exp < seconds()) return 70008;
  cloud.spent.set(code, 0);
  return {
    redirectUri: String(claims.redirectUri),
    challenge: typeof claims.challenge === "string" ? claims.challenge : undefined,
    nonce: typeof claims.nonce === "string" ? claims.nonce : undefined,
  };
}

/** Makes a refresh token, bound to the service account and the client and to no tenant. */
export function issueRefreshToken(cloud: Cloud): string {
  const claims = { use: "refresh", jti: randomUUID(), client: cloud.clientId };
  return `1.${encode({ token: signJwt(cloud.signingKey, claims) })}`;
}

/** Whether a refresh token is good; its first use begins the time it has left. */
export function redeemRefreshToken(cloud: Cloud, token: string): boolean {
  const claims = readGrant(cloud, token, "refresh");
  if (!claims || claims.client !== cloud.clientId) return false;
  const diesAt = cloud.spent.get(token);
  if (diesAt !== undefined) return Date.now() < diesAt;
  if (cloud.refreshTokenGraceMs !== Infinity) cloud.spent.set(token, Date.now() + cloud.refreshTokenGraceMs);
  return true;
}

function readGrant(cloud: Cloud, text: string, use: string): Record<string, unknown> | undefined {
  const wrapped = Buffer.from(text.slice(2), "base64url").toString("utf8");
  const token = /^\{"token":"([^"]+)"\}$/.exec(wrapped)?.[1];
  const claims = token === undefined ? undefined : readJwt(cloud.signingKey, token);
  return claims?.use === use ? claims : undefined;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
