import type { TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";
import { TokenRefused } from "./json-request.js";
import type { AccessToken, RedeemOptions, TokenSource } from "./token-source.js";

/** Uses one access token per tenant for many requests. */
export interface TenantTokens {
  /** Runs `use` with a token that has five minutes left; a refused token is redeemed anew once. */
  authorized<T>(tenantId: TenantId, options: RedeemOptions, use: (token: AccessToken) => Promise<T>): Promise<T>;
}

const LEAST_LEFT_MS = 300_000;

interface TenantTokensDeps {
  readonly tokens: TokenSource;
  readonly time: () => number;
}

/** Tokens of one resource, kept in memory alone and apart by tenant: one tenant's never serves another. */
export function createTenantTokens(deps: TenantTokensDeps, resource: "graph" | "partnerCenter"): TenantTokens {
  const held = new Map<TenantId, Promise<AccessToken>>();

  function redeem(tenantId: TenantId, options: RedeemOptions): Promise<AccessToken> {
    const redeemed = deps.tokens.redeem(tenantId, resource, undefined, options);
    held.set(tenantId, redeemed);
    redeemed.catch(() => {
      if (held.get(tenantId) === redeemed) held.delete(tenantId);
    });
    return redeemed;
  }

  async function current(tenantId: TenantId, options: RedeemOptions): Promise<AccessToken> {
    const inHand = held.get(tenantId);
    const token = await inHand;
    if (token !== undefined && token.expiresOn.getTime() - deps.time() >= LEAST_LEFT_MS) return token;
    const other = held.get(tenantId);
    return other !== undefined && other !== inHand ? other : redeem(tenantId, options);
  }

  async function replace(tenantId: TenantId, refused: AccessToken, options: RedeemOptions): Promise<AccessToken> {
    const inHand = await held.get(tenantId);
    const renewedByAnother = inHand !== undefined && inHand !== refused && options.claims === undefined;
    return renewedByAnother ? inHand : redeem(tenantId, options);
  }

  return {
    async authorized(tenantId, options, use) {
      const token = await current(tenantId, options);
      try {
        return await use(token);
      } catch (error) {
        if (!(error instanceof TokenRefused)) throw error;
        const claims = error.claims === null ? {} : { claims: error.claims };
        const renewed = await replace(tenantId, token, { ...options, ...claims });
        return use(renewed).catch((again: unknown) => {
          held.delete(tenantId);
          throw again instanceof TokenRefused ? refusedForGood(again) : again;
        });
      }
    },
  };
}

function refusedForGood(refused: TokenRefused): MicrosoftFailure {
  const code = refused.claims === null ? "ACCESS_DENIED" : "BLOCKED_BY_CONDITIONAL_ACCESS";
  return new MicrosoftFailure(code, `${refused.message} twice`, { cause: refused });
}
