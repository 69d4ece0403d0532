import type { AuthenticationResult } from "@azure/msal-node";
import { z } from "zod";
import type { TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";

/** What the token endpoint granted; `tenantId` is the token's own, asserted to be the one asked for. */
export interface Grant {
  readonly token: string;
  readonly expiresOn: Date;
  readonly tenantId: TenantId;
  /** Rotated with every use; null when the answer carried none. */
  readonly refreshToken: string | null;
  readonly username: string | null;
  /** The service account's object id. */
  readonly objectId: string | null;
  readonly uniqueTokenIdentifier: string | null;
  /** How the person signed in ("pwd", "mfa"); null when the token does not say. */
  readonly authenticationMethods: readonly string[] | null;
}

const CLAIMS = z.object({
  tid: z.string().optional(),
  amr: z.array(z.string()).optional(),
  upn: z.string().optional(),
  unique_name: z.string().optional(),
  oid: z.string().optional(),
  uti: z.string().optional(),
});

function claimsOf(token: string): z.infer<typeof CLAIMS> {
  const payload = token.split(".")[1];
  if (payload === undefined) return {};
  try {
    return CLAIMS.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data ?? {};
  } catch {
    return {}; // An opaque token; what MSAL read of the id token decides.
  }
}

/** MSAL's result as a grant; WRONG_TENANT_TOKEN when the token is not of the tenant that was asked for. */
export function toGrant(
  result: AuthenticationResult,
  refreshToken: string | null,
  asked: TenantId,
  now: number,
): Grant {
  const claims = claimsOf(result.accessToken);
  const tenantId = (claims.tid ?? result.tenantId).toLowerCase();
  if (tenantId !== asked) {
    const whose = tenantId === "" ? "a token that names no tenant" : "another tenant's token";
    throw new MicrosoftFailure("WRONG_TENANT_TOKEN", `${whose} was granted`);
  }
  return {
    token: result.accessToken,
    expiresOn: result.expiresOn ?? new Date(now),
    tenantId: asked,
    refreshToken,
    username: result.account?.username || claims.upn || claims.unique_name || null,
    objectId: claims.oid ?? null,
    uniqueTokenIdentifier: claims.uti ?? null,
    authenticationMethods: claims.amr ?? null,
  };
}
