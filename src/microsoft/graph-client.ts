import type { RunRef } from "../model/access.js";
import type { TenantId } from "../model/tenant.js";
import { fetchJson, USER_AGENT, type JsonRequestDeps } from "./json-request.js";
import type { OpenAccess } from "./open-access.js";
import { parsePage, type Page } from "./pages.js";
import type { TenantTokens } from "./tenant-tokens.js";
import type { ThrottleGate } from "./throttle-gate.js";

/** Counters of a run's listings, for progress and the run's record; mutated as the listing goes on. */
export interface ListingStats {
  pages: number;
  retries: number;
  /** The run that reads, for the access ledger; absent outside one. */
  run?: RunRef;
}

export interface GraphClientDeps extends JsonRequestDeps {
  readonly tokens: TenantTokens;
  readonly gate: ThrottleGate;
}

export interface PageRequest {
  readonly tenantId: TenantId;
  readonly label: string;
  readonly url: string;
  readonly access: OpenAccess;
  readonly signal: AbortSignal;
  readonly stats?: ListingStats | undefined;
}

/** Fetches pages of Microsoft Graph in the name of a tenant. */
export interface GraphClient {
  /** A page that arrived whole, or a failure: never a part of one. */
  fetchPage(request: PageRequest): Promise<Page>;
}

/** The importer is the first to be shed when Graph is under load; that leaves its quota as it is. */
const HEADERS = {
  accept: "application/json",
  "x-ms-throttle-priority": "Low",
  "user-agent": USER_AGENT,
};

/** A client with retries and tokens of its own; the caller answers for the origin of each URL (see pages.ts). */
export function createGraphClient(deps: GraphClientDeps): GraphClient {
  return {
    async fetchPage({ tenantId, label, url, access, signal, stats }) {
      const { counts, about } = access;
      const passage = deps.gate.passage("graph", tenantId);
      const onRetry = (): void => {
        if (stats !== undefined) stats.retries++;
      };
      const body = await deps.tokens.authorized(tenantId, { signal, run: stats?.run }, async ({ token, principal }) => {
        const { clientRequestId } = access;
        const onSend = async (): Promise<void> => {
          await access.begin(principal);
          counts.requests++;
        };
        const headers = { ...HEADERS, authorization: `Bearer ${token}` };
        return fetchJson(deps, { label, about, url, passage, clientRequestId, headers, signal, onSend, onRetry });
      });
      const page = parsePage(label, body);
      if (stats !== undefined) stats.pages++;
      counts.pages++;
      counts.items += page.items.length;
      return page;
    },
  };
}
