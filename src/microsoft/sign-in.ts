import { randomUUID } from "node:crypto";
import { CryptoProvider } from "@azure/msal-node";
import type { MicrosoftConfig } from "../config.js";
import { AppError } from "../errors.js";
import type { Log } from "../log.js";
import type { TenantId } from "../model/tenant.js";
import { createEntraClient, type EntraClient, type GrantRequest } from "./entra-client.js";
import { MicrosoftFailure } from "./failure.js";
import type { Grant } from "./grant.js";
import { createHttp } from "./http.js";
import { persist, sleep } from "./persistence.js";
import { openLanding, type SignedIn } from "./sign-in-landing.js";
import type { SignInDeps } from "./token-source.js";

/** A sign-in under way: the page to open, and how it ends. */
export interface SignIn {
  readonly url: string;
  readonly finished: Promise<SignedIn>;
  /** Stops listening; `finished` rejects if it was not over. */
  close(): void;
}

/** Authorization code with PKCE and state, answered on http://localhost:PORT/ (0: any free port). */
export async function startSignIn(deps: SignInDeps, { port }: { port: number }): Promise<SignIn> {
  const entra = entraOf(deps);
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const state = randomUUID();
  const landing = await openLanding(port);
  try {
    const redirectUri = `http://localhost:${landing.port}/`;
    const url = await entra.authorizeUrl(redirectUri, { state, challenge });
    const finished = landing.answered(state, async (code) => {
      const grant = await patiently(deps, () =>
        entra.redeemCode({ code, redirectUri, codeVerifier: verifier }, partnerRequest(deps.config)),
      );
      return keepGrant(deps, grant, grant.refreshToken);
    });
    finished.catch(() => undefined); // Whoever awaits it sees the rejection; nobody has to before it happens.
    return { url, finished, close: () => landing.close() };
  } catch (error) {
    landing.close();
    throw error;
  }
}

/** A refresh token minted elsewhere: redeemed at the partner's tenant first; nothing is stored when it is no good. */
export async function acceptRefreshToken(deps: SignInDeps, token: string): Promise<SignedIn> {
  const refreshToken = token.trim();
  if (refreshToken === "") throw new AppError("INVALID_INPUT", "the refresh token must not be empty");
  const entra = entraOf(deps);
  const grant = await patiently(deps, () => entra.redeemRefreshToken(refreshToken, partnerRequest(deps.config)));
  return keepGrant(deps, grant, grant.refreshToken ?? refreshToken);
}

function patiently<T>(deps: SignInDeps, attempt: () => Promise<T>): Promise<T> {
  const passage = deps.gate.passage("login", partnerRequest(deps.config).tenantId);
  return persist({ time: deps.time, sleep: deps.sleep ?? sleep, passage }, undefined, attempt);
}

function entraOf(deps: SignInDeps): EntraClient {
  return createEntraClient({ config: deps.config, http: createHttp(deps.timeouts), time: deps.time });
}

function partnerRequest(config: MicrosoftConfig): GrantRequest {
  return {
    tenantId: config.tenantId.toLowerCase() as TenantId,
    resource: "partnerCenter",
    clientRequestId: randomUUID(),
  };
}

async function keepGrant(deps: SignInDeps, grant: Grant, refreshToken: string | null): Promise<SignedIn> {
  assertMfa(deps.log, grant);
  if (refreshToken === null) throw new MicrosoftFailure("INVALID_RESPONSE", "the sign-in gave no refresh token");
  // A sign-in outranks a rotation that happens at the same time, and a token under a lost key: it is written over whatever is there.
  for (let tries = 0; tries < 10; tries++) {
    if (await deps.store.write(await deps.store.storedVersion(), refreshToken)) return { username: grant.username };
  }
  throw new AppError("INTERNAL", "the refresh token could not be stored: others keep writing it");
}

function assertMfa(log: Log, { authenticationMethods }: Grant): void {
  if (authenticationMethods === null) {
    log.warn("the token does not say whether MFA was used; the Partner Center refuses sign-ins without it");
  } else if (!authenticationMethods.includes("mfa")) {
    throw new MicrosoftFailure("MFA_REQUIRED", "the sign-in was made without MFA");
  }
}
