import { ConfidentialClientApplication, type AuthenticationResult } from "@azure/msal-node";
import type { MicrosoftConfig } from "../config.js";
import type { TenantId } from "../model/tenant.js";
import { readClientCredential } from "./client-credential.js";
import { MicrosoftFailure } from "./failure.js";
import { toGrant, type Grant } from "./grant.js";
import type { Http } from "./http.js";
import { toLoginOrigin } from "./login-origin.js";
import { createMsalNetwork, type MsalNetwork } from "./msal-network.js";

export type Resource = "graph" | "partnerCenter";

export interface GrantRequest {
  readonly tenantId: TenantId;
  readonly resource: Resource;
  readonly clientRequestId?: string | undefined;
  readonly claims?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Entra through MSAL. Nothing is cached: MSAL's cache would hand one tenant's token to another. */
export interface EntraClient {
  redeemRefreshToken(refreshToken: string, request: GrantRequest): Promise<Grant>;
  redeemCode(code: { code: string; redirectUri: string; codeVerifier: string }, request: GrantRequest): Promise<Grant>;
  authorizeUrl(redirectUri: string, pkce: { state: string; challenge: string }): Promise<string>;
}

export interface EntraClientDeps {
  readonly config: MicrosoftConfig;
  readonly http: Http;
  readonly time: () => number;
}

/** A client of the configured cloud's token endpoint. */
export function createEntraClient(deps: EntraClientDeps): EntraClient {
  const { config } = deps;
  const origin = toLoginOrigin(config);
  const credential = readClientCredential(config);

  function networkFor({ tenantId, signal }: GrantRequest): MsalNetwork {
    const side = tenantId === config.tenantId.toLowerCase() ? "partner" : "customer";
    return createMsalNetwork({ http: deps.http, time: deps.time, rewrite: (url) => origin.rewrite(url), side, signal });
  }

  // A fresh application every time costs half a millisecond and shares neither cache nor throttle between tenants.
  function application(tenantId: string, networkClient: MsalNetwork): ConfidentialClientApplication {
    const auth = {
      clientId: config.clientId,
      authority: origin.authority(tenantId),
      ...origin.metadata,
      ...credential,
    };
    return new ConfidentialClientApplication({ auth, system: { networkClient } });
  }

  async function grant(
    request: GrantRequest,
    acquire: (application: ConfidentialClientApplication) => Promise<AuthenticationResult | null>,
  ): Promise<Grant> {
    const network = networkFor(request);
    const result = await acquire(application(request.tenantId, network)).catch((cause: unknown) => {
      throw network.failure() ?? unusable(cause);
    });
    if (result === null) throw new MicrosoftFailure("INVALID_RESPONSE", "the token endpoint granted nothing");
    return toGrant(result, network.refreshToken(), request.tenantId, deps.time());
  }

  return {
    redeemRefreshToken: (refreshToken, request) =>
      grant(request, (app) => app.acquireTokenByRefreshToken({ refreshToken, ...parameters(config, request) })),
    redeemCode: (code, request) =>
      grant(request, (app) => app.acquireTokenByCode({ ...code, ...parameters(config, request) })),
    async authorizeUrl(redirectUri, { state, challenge }) {
      const request = { tenantId: config.tenantId.toLowerCase() as TenantId, resource: "partnerCenter" } as const;
      const url = await application(config.tenantId, networkFor(request)).getAuthCodeUrl({
        ...parameters(config, request),
        redirectUri,
        state,
        codeChallenge: challenge,
        codeChallengeMethod: "S256",
        prompt: "select_account",
        responseMode: "query",
      });
      return origin.rewrite(url);
    },
  };
}

/** The scope of a resource: the origin of its configured URL with "/.default". */
export function scopeOf(config: MicrosoftConfig, resource: Resource): string {
  return `${new URL(resource === "graph" ? config.graphUrl : config.partnerCenterUrl).origin}/.default`;
}

function parameters(config: MicrosoftConfig, { resource, clientRequestId, claims }: GrantRequest) {
  return {
    scopes: [scopeOf(config, resource)],
    ...(clientRequestId === undefined ? {} : { correlationId: clientRequestId }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** MSAL failed without or after a good answer: a key that cannot sign, or a token it cannot read. */
function unusable(cause: unknown): MicrosoftFailure {
  const name = cause instanceof Error ? cause.name : "unknown";
  const atSigning = name === "Error" || name === "TypeError" || name === "JsonWebTokenError";
  const code = atSigning ? "CLIENT_CREDENTIAL_INVALID" : "INVALID_RESPONSE";
  return new MicrosoftFailure(code, `no usable token (${name})`, { cause });
}
