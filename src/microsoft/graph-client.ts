import type { TenantId } from "../model/tenant.js";
import { fetchJson, USER_AGENT, type JsonRequestDeps } from "./json-request.js";
import { parsePage, type Page } from "./pages.js";
import type { TenantTokens } from "./tenant-tokens.js";

/** Counters of one listing, for progress and the run's record; mutated as the listing goes on. */
export interface ListingStats {
  pages: number;
  retries: number;
}

export interface GraphClientDeps extends JsonRequestDeps {
  readonly tokens: TenantTokens;
}

export interface PageRequest {
  readonly tenantId: TenantId;
  readonly label: string;
  readonly url: string;
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
    async fetchPage({ tenantId, label, url, signal, stats }) {
      const onRetry = (): void => {
        if (stats !== undefined) stats.retries++;
      };
      const body = await deps.tokens.authorized(tenantId, signal, (token) =>
        fetchJson(deps, { label, url, headers: { ...HEADERS, authorization: `Bearer ${token}` }, signal, onRetry }),
      );
      const page = parsePage(label, body);
      if (stats !== undefined) stats.pages++;
      return page;
    },
  };
}
