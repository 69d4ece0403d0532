import { AppError } from "../errors.js";
import type { AccessRecorder, Principal, RunRef } from "../model/access.js";
import type { TenantId } from "../model/tenant.js";
import { createEntraClient, type GrantRequest, type Resource } from "./entra-client.js";
import { MicrosoftFailure } from "./failure.js";
import type { MicrosoftDeps } from "./microsoft-deps.js";
import type { Grant } from "./grant.js";
import { createHttp } from "./http.js";
import { recordedCall } from "./open-access.js";
import { persist, sleep } from "./persistence.js";
import { countedIn, openRedemption, principalOf, type Redeems } from "./redemption-access.js";

/** Where the one refresh token of the partner is kept, encrypted; a vault can take its place. */
export interface RefreshTokenStore {
  /** The newest token; null when nobody has signed in. */
  read(): Promise<{ version: number; refreshToken: string; issuedAt: Date } | null>;
  /** The version of what is stored, be it readable or not; 0 = nothing stored. */
  storedVersion(): Promise<number>;
  /** False when another has written since `version` (0 = nothing stored). */
  write(version: number, refreshToken: string): Promise<boolean>;
}

/** An access token of one tenant. */
export interface AccessToken {
  readonly token: string;
  readonly expiresOn: Date;
  readonly tenantId: TenantId;
  readonly principal: Principal;
}

export interface RedeemOptions {
  /** What a claims challenge of Graph asked for. */
  readonly claims?: string;
  readonly signal?: AbortSignal;
  /** The run that needs the token, for the access ledger. */
  readonly run?: RunRef | undefined;
}

/** Access tokens of customer tenants out of the one refresh token. */
export interface TokenSource {
  /** Redeemed for this tenant and resource; tid asserted. */
  redeem(
    tenantId: TenantId,
    resource: Resource,
    clientRequestId?: string,
    options?: RedeemOptions,
  ): Promise<AccessToken>;
}

/** What keeping a sign-in needs. */
export interface SignInDeps extends MicrosoftDeps {
  readonly store: RefreshTokenStore;
}

export interface TokenSourceDeps extends SignInDeps {
  /** Told of every redemption for a customer's tenant; what the partner does in its own is not recorded. */
  readonly accesses: AccessRecorder;
}

/** Redeems the stored refresh token per tenant and keeps the rotated one. */
export function createTokenSource(deps: TokenSourceDeps): TokenSource {
  const entra = createEntraClient({ config: deps.config, http: createHttp(deps.timeouts), time: deps.time });
  const keep = createKeeper(deps.store);
  const patience = { time: deps.time, sleep: deps.sleep ?? sleep };

  return {
    async redeem(tenantId, resource, givenRequestId, { run, ...options } = {}) {
      const access = openRedemption(deps, { tenantId, resource, run: run ?? null }, givenRequestId);
      const { clientRequestId } = access;
      const request = { tenantId, resource, clientRequestId, ...options };
      const persistence = { ...patience, passage: deps.gate.passage("login", tenantId) };
      const { version, refreshToken, grant } = await recordedCall(access, () =>
        persist(persistence, options.signal, () => redeemStored(deps.store, countedIn(access, deps, entra), request)),
      );
      await keep(version, refreshToken, grant.refreshToken);
      deps.log.debug("access token redeemed", { ...access.about, resource, clientRequestId });
      return { token: grant.token, expiresOn: grant.expiresOn, tenantId, principal: principalOf(deps.config, grant) };
    },
  };
}

interface Redeemed {
  readonly version: number;
  readonly refreshToken: string;
  readonly grant: Grant;
}

/** A token that was replaced by a new sign-in meanwhile gets one more try with the new one. */
async function redeemStored(store: RefreshTokenStore, entra: Redeems, request: GrantRequest): Promise<Redeemed> {
  const stored = await readStored(store);
  try {
    return { ...stored, grant: await entra.redeemRefreshToken(stored.refreshToken, request) };
  } catch (error) {
    if (!(error instanceof MicrosoftFailure) || error.code !== "REFRESH_TOKEN_EXPIRED") throw error;
    const newer = await readStored(store);
    if (newer.version === stored.version) throw error;
    return { ...newer, grant: await entra.redeemRefreshToken(newer.refreshToken, request) };
  }
}

async function readStored(store: RefreshTokenStore): Promise<{ version: number; refreshToken: string }> {
  const stored = await store.read();
  if (stored === null) {
    throw new AppError("NOT_SIGNED_IN", "no refresh token is stored: run `cli login` with the service account", {
      remedy: "cli login",
    });
  }
  return { version: stored.version, refreshToken: stored.refreshToken };
}

/** Every use rotates the token and old ones stay good, so of many at once one is kept and the others may be lost. */
function createKeeper(store: RefreshTokenStore) {
  let writing = false;
  return async (version: number, used: string, rotated: string | null): Promise<void> => {
    if (rotated === null || rotated === used || writing) return;
    writing = true;
    try {
      // False: somebody stored a newer one, which stays.
      await store.write(version, rotated);
    } finally {
      writing = false;
    }
  };
}
