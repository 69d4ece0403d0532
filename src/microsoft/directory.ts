import type { AccessRecorder } from "../model/access.js";
import type { UserListingStep } from "../model/directory-listing.js";
import { SUBSCRIBED_SKU_SELECT, USER_EXPAND, USER_SELECT } from "../model/imported-fields.js";
import type { SubscribedSku } from "../model/subscribed-sku.js";
import type { TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";
import type { MicrosoftDeps } from "./microsoft-deps.js";
import { createGraphClient, type GraphClient, type ListingStats, type PageRequest } from "./graph-client.js";
import { createHttp } from "./http.js";
import { PageTokenExpired } from "./json-request.js";
import { openAccess, recordedCall, recordedWalk, type OpenAccess } from "./open-access.js";
import { startWalk, type Page } from "./pages.js";
import { sleep } from "./persistence.js";
import { parseSubscribedSku } from "./schema.js";
import { createTenantTokens } from "./tenant-tokens.js";
import type { TokenSource } from "./token-source.js";
import { parseUser } from "./user-schema.js";

export type { ListingStats };

/** Reads a tenant's directory as it is now: whole, or not at all. */
export interface DirectorySource {
  /** Pages of users; after a "restart" everything read so far is void and the listing begins anew. */
  listUsers(tenantId: TenantId, signal: AbortSignal, stats?: ListingStats): AsyncIterable<UserListingStep>;
  listSubscribedSkus(tenantId: TenantId, signal: AbortSignal, stats?: ListingStats): Promise<readonly SubscribedSku[]>;
}

export interface DirectorySourceDeps extends MicrosoftDeps {
  readonly tokens: TokenSource;
  readonly accesses: AccessRecorder;
}

const MOST_RESTARTS = 3;

/** A source over Microsoft Graph; one access token per tenant serves both listings. */
export function createDirectorySource(deps: DirectorySourceDeps): DirectorySource {
  const graph = createGraphClient({
    http: createHttp(deps.timeouts),
    persistence: { time: deps.time, sleep: deps.sleep ?? sleep },
    log: deps.log,
    gate: deps.gate,
    tokens: createTenantTokens(deps, "graph"),
  });
  const open = accessOpener(deps);
  return {
    listUsers(tenantId, signal, stats) {
      const { access, origin } = open(tenantId, USERS, stats);
      const url = `${origin}${USERS.path}?$select=${USER_SELECT.join(",")}&$expand=${USER_EXPAND}&$top=999`;
      const first = { tenantId, label: "GET /users", url, access, signal, stats };
      return recordedWalk(access, listUsers(graph, first));
    },
    listSubscribedSkus(tenantId, signal, stats) {
      const { access, origin } = open(tenantId, SUBSCRIBED_SKUS, stats);
      const url = `${origin}${SUBSCRIBED_SKUS.path}?$select=${SUBSCRIBED_SKU_SELECT.join(",")}`;
      const first = { tenantId, label: "GET /subscribedSkus", url, access, signal, stats };
      return recordedCall(access, () => listSubscribedSkus(graph, first));
    },
  };
}

const USERS = { path: "/v1.0/users", fields: [...USER_SELECT, USER_EXPAND] };
const SUBSCRIBED_SKUS = { path: "/v1.0/subscribedSkus", fields: SUBSCRIBED_SKU_SELECT };

/** Opens the ledger's record of one listing: its pages, restarts and further tries share one client-request-id. */
function accessOpener(deps: DirectorySourceDeps) {
  const { origin } = new URL(deps.config.graphUrl);
  return (
    tenantId: TenantId,
    { path, fields }: { readonly path: string; readonly fields: readonly string[] },
    stats: ListingStats | undefined,
  ): { readonly access: OpenAccess; readonly origin: string } => {
    const run = stats?.run ?? null;
    const what = { kind: "LISTING", endpoint: `GET ${path}`, resource: origin, fields } as const;
    const access = openAccess({ ...deps, recorder: deps.accesses }, { tenantId, run, ...what });
    return { access, origin };
  };
}

async function* listUsers(graph: GraphClient, first: PageRequest): AsyncGenerator<UserListingStep> {
  for (let restarts = 0; ; restarts++) {
    if (restarts > MOST_RESTARTS) {
      throw new MicrosoftFailure("LISTING_UNSTABLE", `${first.label}: the page token expired ${restarts} times`);
    }
    if (restarts > 0) yield { kind: "restart" };
    if (yield* walkUsers(graph, first)) return;
  }
}

/** True when the walk reached its end, false when its page token expired on the way. */
async function* walkUsers(graph: GraphClient, first: PageRequest): AsyncGenerator<UserListingStep, boolean> {
  let users = 0;
  for await (const page of walkPages(graph, first)) {
    if (page === "page-token-expired") return false;
    users += page.items.length;
    yield { kind: "page", users: page.items.map(parseUser) };
  }
  if (users === 0) throw new MicrosoftFailure("EMPTY_DIRECTORY", `${first.label} listed nobody`);
  return true;
}

async function listSubscribedSkus(graph: GraphClient, first: PageRequest): Promise<readonly SubscribedSku[]> {
  const skus: SubscribedSku[] = [];
  for await (const page of walkPages(graph, first)) {
    if (page === "page-token-expired") throw new MicrosoftFailure("LISTING_UNSTABLE", `${first.label}: token expired`);
    skus.push(...page.items.map(parseSubscribedSku));
  }
  if (new Set(skus.map(({ skuId }) => skuId)).size < skus.length) {
    throw new MicrosoftFailure("INVALID_RESPONSE", `${first.label} listed a SKU twice`);
  }
  return skus;
}

async function* walkPages(graph: GraphClient, first: PageRequest): AsyncGenerator<Page | "page-token-expired"> {
  const walk = startWalk(first.label, first.url);
  for (let url: string | null = first.url; url !== null;) {
    const page = await fetchUnlessExpired(graph, { ...first, url });
    if (page === null) {
      yield "page-token-expired";
      return;
    }
    // Before the page is handed on: a foreign link spoils the page that carries it.
    url = page.nextLink === null ? null : walk.follow(page.nextLink);
    yield page;
  }
}

async function fetchUnlessExpired(graph: GraphClient, request: PageRequest): Promise<Page | null> {
  try {
    return await graph.fetchPage(request);
  } catch (error) {
    if (error instanceof PageTokenExpired) return null;
    throw error;
  }
}
