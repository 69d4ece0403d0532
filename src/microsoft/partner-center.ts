import { randomUUID } from "node:crypto";
import type { Customer, TenantId } from "../model/tenant.js";
import { MicrosoftFailure } from "./failure.js";
import type { MicrosoftDeps } from "./microsoft-deps.js";
import { createHttp } from "./http.js";
import { fetchJson, PageTokenExpired, USER_AGENT, type JsonRequestDeps } from "./json-request.js";
import { sleep } from "./persistence.js";
import { newRequestId } from "./request-id.js";
import { parseCustomerPage, type CustomerPage } from "./schema.js";
import { createTenantTokens, type TenantTokens } from "./tenant-tokens.js";
import type { Passage } from "./throttle-gate.js";
import type { TokenSource } from "./token-source.js";

/** The partner's customers as the Partner Center lists them. */
export interface CustomerSource {
  /** All of them, each once; an empty list is refused, because it would make every tenant look gone. */
  listCustomers(signal: AbortSignal): Promise<readonly Customer[]>;
}

export interface CustomerSourceDeps extends MicrosoftDeps {
  readonly tokens: TokenSource;
}

const LABEL = "GET /v1/customers";

interface Client extends JsonRequestDeps {
  readonly origin: string;
  readonly partnerId: TenantId;
  readonly tokens: TenantTokens;
  readonly passage: Passage;
}

/** A source over the Partner Center, asked in the name of the partner's own tenant. */
export function createCustomerSource(deps: CustomerSourceDeps): CustomerSource {
  const partnerId = deps.config.tenantId.toLowerCase() as TenantId;
  const client: Client = {
    http: createHttp(deps.timeouts),
    persistence: { time: deps.time, sleep: deps.sleep ?? sleep },
    log: deps.log,
    origin: new URL(deps.config.partnerCenterUrl).origin,
    partnerId,
    passage: asApplication(deps.gate.passage("partnerCenter", partnerId)),
    tokens: createTenantTokens(deps, "partnerCenter"),
  };
  return { listCustomers: (signal) => listCustomers(client, signal) };
}

/** It throttles the partner as a whole, and that holds up no customer's tenant. */
function asApplication(passage: Passage): Passage {
  return { remaining: () => passage.remaining(), close: (_, waitMs) => passage.close("application", waitMs) };
}

interface Step {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function listCustomers(client: Client, signal: AbortSignal): Promise<readonly Customer[]> {
  const customers = new Map<TenantId, Customer>();
  const seen = new Set<string>();
  const clientRequestId = newRequestId(client.persistence.time());
  let step: Step | null = { url: `${client.origin}/v1/customers?size=500`, headers: {} };
  while (step !== null) {
    const key = JSON.stringify(step);
    if (seen.has(key)) throw invalid("a next link for the second time");
    seen.add(key);
    const page: CustomerPage = await fetchPage(client, step, { clientRequestId, signal });
    for (const customer of page.customers) customers.set(customer.tenantId, customer);
    step = page.next === null ? null : toStep(client.origin, page.next);
  }
  if (customers.size === 0) throw invalid("no customer at all");
  return [...customers.values()];
}

async function fetchPage(
  client: Client,
  { url, headers }: Step,
  { clientRequestId, signal }: { clientRequestId: string; signal: AbortSignal },
): Promise<CustomerPage> {
  const own = { accept: "application/json", "user-agent": USER_AGENT, "ms-requestid": randomUUID() };
  const body = await client.tokens
    .authorized(client.partnerId, { signal }, ({ token }) =>
      fetchJson(client, {
        label: LABEL,
        url,
        passage: client.passage,
        clientRequestId,
        headers: { ...headers, ...own, authorization: `Bearer ${token}` },
        signal,
      }),
    )
    .catch((error: unknown) => {
      throw error instanceof PageTokenExpired ? invalid("an expired page token") : error;
    });
  return parseCustomerPage(body);
}

/** The next link is relative, with or without /v1, and only good with the headers listed beside it. */
function toStep(origin: string, next: NonNullable<CustomerPage["next"]>): Step {
  const path = next.uri.startsWith("/") && !next.uri.startsWith("/v1/") ? `/v1${next.uri}` : next.uri;
  if (!URL.canParse(path, origin) || new URL(path, origin).origin !== origin) {
    throw invalid("a next link to another host");
  }
  const own = next.headers.filter(({ key }) => /^ms-[\w-]+$/i.test(key));
  return {
    url: new URL(path, origin).href,
    headers: Object.fromEntries(own.map(({ key, value }) => [key.toLowerCase(), value])),
  };
}

function invalid(what: string): MicrosoftFailure {
  return new MicrosoftFailure("INVALID_RESPONSE", `${LABEL} answered with ${what}`);
}
