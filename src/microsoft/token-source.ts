import type { AccessRecorder, Principal, RunRef } from "../model/access.js";
import type { TenantId } from "../model/tenant.js";
import { createEntraClient, type Resource } from "./entra-client.js";
import type { MicrosoftDeps } from "./microsoft-deps.js";
import { createHttp } from "./http.js";
import { recordedCall } from "./open-access.js";
import { persist, sleep } from "./persistence.js";
import type { Aside } from "./places.js";
import { countedIn, openRedemption, principalOf } from "./redemption-access.js";
import { createRotation, type RefreshTokenStore } from "./rotation.js";

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
  /** Round every wait between two tries; what it throws ends the redemption. */
  readonly aside?: Aside;
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

const atOnce: Aside = (wait) => wait();

/** Redeems the stored refresh token per tenant and keeps the rotated one. */
export function createTokenSource(deps: TokenSourceDeps): TokenSource {
  const entra = createEntraClient({ config: deps.config, http: createHttp(deps.timeouts), time: deps.time });
  const patience = { time: deps.time, sleep: deps.sleep ?? sleep };
  const rotation = createRotation({ store: deps.store, ...patience });

  return {
    async redeem(tenantId, resource, givenRequestId, { run, aside = atOnce, ...options } = {}) {
      const access = openRedemption(deps, { tenantId, resource, run: run ?? null }, givenRequestId);
      const { clientRequestId } = access;
      const request = { tenantId, resource, clientRequestId, ...options };
      const passage = deps.gate.passage("login", tenantId);
      const wait = (ms: number, signal?: AbortSignal) => aside(() => patience.sleep(ms, signal));
      const persistence = { ...patience, sleep: wait, passage };
      const { redeemRefreshToken } = countedIn(access, deps, entra);
      const redeem = (refreshToken: string) => redeemRefreshToken(refreshToken, request);
      const grant = await recordedCall(access, () =>
        persist(persistence, options.signal, () => rotation.use(redeem, options.signal)),
      );
      deps.log.debug("access token redeemed", { ...access.about, resource, clientRequestId });
      return { token: grant.token, expiresOn: grant.expiresOn, tenantId, principal: principalOf(deps.config, grant) };
    },
  };
}
