import type { MicrosoftConfig } from "../config.js";
import type { AccessRecorder, Principal, RunRef } from "../model/access.js";
import type { TenantId } from "../model/tenant.js";
import { scopeOf, type EntraClient, type Resource } from "./entra-client.js";
import { MicrosoftFailure } from "./failure.js";
import type { Grant } from "./grant.js";
import type { MicrosoftDeps } from "./microsoft-deps.js";
import { openAccess, type OpenAccess } from "./open-access.js";
import { TransientFailure } from "./persistence.js";

interface RedemptionDeps extends MicrosoftDeps {
  readonly accesses: AccessRecorder;
}

/** Opens the ledger's record of one redemption; what the partner does in its own tenant is not recorded. */
export function openRedemption(
  deps: RedemptionDeps,
  asked: { readonly tenantId: TenantId; readonly resource: Resource; readonly run: RunRef | null },
  givenRequestId: string | undefined,
): OpenAccess {
  const { tenantId, run } = asked;
  const recorder = tenantId === deps.config.tenantId.toLowerCase() ? null : deps.accesses;
  const scope = scopeOf(deps.config, asked.resource);
  const what = { kind: "TOKEN", endpoint: "POST /oauth2/v2.0/token", fields: [scope] } as const;
  const resource = new URL(scope).origin;
  return openAccess({ ...deps, recorder }, { tenantId, run, resource, ...what }, givenRequestId);
}

export type Redeems = Pick<EntraClient, "redeemRefreshToken">;

/** Tells the record of every request, and the log of every refusal; whose token it is, is known when it is granted. */
export function countedIn(access: OpenAccess, { config, log }: MicrosoftDeps, entra: Redeems): Redeems {
  return {
    async redeemRefreshToken(refreshToken, request) {
      await access.begin(principalOf(config, null));
      access.counts.requests++;
      const grant = await entra.redeemRefreshToken(refreshToken, request).catch((error: unknown) => {
        log.info("microsoft refused a token", {
          ...access.about,
          ...refusalOf(error),
          clientRequestId: access.clientRequestId,
        });
        throw error;
      });
      await access.begin(principalOf(config, grant));
      return grant;
    },
  };
}

function refusalOf(error: unknown): Readonly<Record<string, string | number | null>> {
  const failure = error instanceof TransientFailure ? error.failure : error;
  if (!(failure instanceof MicrosoftFailure)) return { reason: null };
  const waitMs = error instanceof TransientFailure ? error.waitMs : null;
  return { reason: failure.code, detail: failure.detail, waitMs };
}

/** The application, with the account of a grant. */
export function principalOf(config: MicrosoftConfig, grant: Grant | null): Principal {
  return {
    applicationId: config.clientId.toLowerCase(),
    username: grant?.username ?? null,
    objectId: grant?.objectId ?? null,
    uniqueTokenIdentifier: grant?.uniqueTokenIdentifier ?? null,
  };
}
