import { FAILURES } from "../model/failure.js";
import type { TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";
import { type Aside, createPlaces } from "./places.js";
import type { AccessToken, TokenSource } from "./token-source.js";

/** How long a refusal of the partner serves everybody who asks: many imports meet the same failure at once. */
const REFUSAL_GOOD_FOR_MS = 3_000;
/** For so long after it whoever redeems first looks whether everybody is paused; later its own job has looked. */
const LOOK_FOR_MS = 60_000;
/**
 * Redemptions of a process under way at once. When the partner fails each of them is a call for nothing; the smallest tenants
 * redeem for a third of their time, so 24 of them side by side have 8 under way, and rarely more than 12.
 */
export const REDEMPTIONS_AT_ONCE = 12;

interface PartnerCheckDeps {
  readonly tokens: TokenSource;
  readonly partnerId: TenantId;
  readonly time: () => number;
  /** Of the workers; null: an operator asks by hand, who may have the wrong secret and pauses nobody. */
  readonly breaker: Breaker | null;
}

interface Breaker {
  paused(): Promise<boolean>;
  trip(reason: { readonly code: string; readonly detail: string }): Promise<void>;
}

/** Asks at the partner's own tenant whether its sign-in works, once for many who want to know at once. */
function createQuestion({ tokens, partnerId, time }: PartnerCheckDeps) {
  let refusedAt = -Infinity;
  let asking: Promise<boolean> | undefined;

  function ask(): Promise<boolean> {
    asking ??= tokens
      .redeem(partnerId, "partnerCenter")
      .then(
        () => true,
        () => {
          refusedAt = time();
          return false;
        },
      )
      .finally(() => (asking = undefined));
    return asking;
  }

  return {
    refusedWithin: (milliseconds: number) => time() - refusedAt < milliseconds,
    /** That it worked before the failure proves nothing, so a good answer is believed only when it was asked for after it. */
    async works(): Promise<boolean> {
      if (time() - refusedAt < REFUSAL_GOOD_FOR_MS) return false;
      if (asking !== undefined && !(await asking)) return false;
      return ask();
    },
  };
}

/**
 * A token source whose partner-wide failures are true: what a customer's tenant says of the partner is asked again at the
 * partner's own. Where that works the failure is the tenant's, so that one tenant cannot stop all the others. Where it does not,
 * everybody is paused before another's turn comes: what was under way at that moment is all that is asked in vain.
 */
export function checkedAtPartner(deps: PartnerCheckDeps): TokenSource {
  const { tokens, partnerId, breaker } = deps;
  const places = createPlaces(REDEMPTIONS_AT_ONCE);
  const partner = createQuestion(deps);
  let refusal: MicrosoftFailure | undefined;

  async function refuseWhilePaused(): Promise<void> {
    if (refusal === undefined || !partner.refusedWithin(LOOK_FOR_MS) || !(await breaker?.paused())) return;
    throw new MicrosoftFailure(refusal.code, refusal.detail, { cause: refusal });
  }

  async function believe(cause: MicrosoftFailure): Promise<never> {
    refusal = cause;
    await breaker?.trip(cause).catch(() => undefined); // the job trips it again, and says so if it cannot
    throw cause;
  }

  /** Told to wait, it makes room for others, and after it asks no more than they would. */
  async function redeemForCustomer(aside: Aside, asked: Parameters<TokenSource["redeem"]>): Promise<AccessToken> {
    await refuseWhilePaused();
    const [tenantId, resource, clientRequestId, options] = asked;
    const waiting: Aside = (wait) => aside(wait).then(refuseWhilePaused);
    try {
      return await tokens.redeem(tenantId, resource, clientRequestId, { ...options, aside: waiting });
    } catch (cause) {
      if (!speaksOfPartner(cause) || (refusal !== undefined && cause.cause === refusal)) throw cause;
      if (await partner.works()) throw ofThisTenant(cause);
      return believe(cause);
    }
  }

  return {
    redeem(...asked) {
      const [tenantId, , , options] = asked;
      return tenantId === partnerId
        ? tokens.redeem(...asked)
        : places.use((aside) => redeemForCustomer(aside, asked), options?.signal);
    },
  };
}

function ofThisTenant(cause: MicrosoftFailure): MicrosoftFailure {
  const detail = `${cause.detail}, in this tenant alone: the partner's own sign-in works`;
  return new MicrosoftFailure("ACCESS_DENIED", detail, { cause });
}

function speaksOfPartner(cause: unknown): cause is MicrosoftFailure {
  return cause instanceof MicrosoftFailure && FAILURES[cause.code].scope === "partner";
}
