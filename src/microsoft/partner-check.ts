import { FAILURES } from "../model/failure.js";
import type { TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";
import type { AccessToken, TokenSource } from "./token-source.js";

/** How long a refusal of the partner serves everybody who asks: many imports meet the same failure at once. */
const REFUSAL_GOOD_FOR_MS = 3_000;

interface PartnerCheckDeps {
  readonly tokens: TokenSource;
  readonly partnerId: TenantId;
  readonly time: () => number;
}

/**
 * A token source whose partner-wide failures are true: what a customer's tenant says of the partner is asked again at the
 * partner's own. Where that works the failure is the tenant's, so that one tenant cannot stop all the others.
 */
export function checkedAtPartner({ tokens, partnerId, time }: PartnerCheckDeps): TokenSource {
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

  /** That it worked before the failure proves nothing, so a good answer is believed only when it was asked for after it. */
  async function partnerWorks(): Promise<boolean> {
    if (time() - refusedAt < REFUSAL_GOOD_FOR_MS) return false;
    if (asking !== undefined && !(await asking)) return false;
    return ask();
  }

  return {
    async redeem(tenantId, ...more): Promise<AccessToken> {
      try {
        return await tokens.redeem(tenantId, ...more);
      } catch (cause) {
        if (tenantId === partnerId || !speaksOfPartner(cause) || !(await partnerWorks())) throw cause;
        const detail = `${cause.detail}, in this tenant alone: the partner's own sign-in works`;
        throw new MicrosoftFailure("ACCESS_DENIED", detail, { cause });
      }
    },
  };
}

function speaksOfPartner(cause: unknown): cause is MicrosoftFailure {
  return cause instanceof MicrosoftFailure && FAILURES[cause.code].scope === "partner";
}
