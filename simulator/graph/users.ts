import type { Cloud, Tenant } from "../cloud.js";
import type { Fault } from "../faults/fault.js";
import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import { onDay } from "../world/directory.js";
import { readPage, selectProperties, type Page } from "../world/listing.js";
import { managerOf } from "../world/manager.js";
import type { PersonDay } from "../world/person.js";
import { graphError } from "./graph-error.js";
import { readUsersQuery, type UsersQuery } from "./query-options.js";
import { readSkipToken, writeSkipToken, type SkipToken } from "./skip-token.js";

const DEFAULT_PAGE = 100;
const EXPANDED_PAGE = 100;
const EMPTY_PAGE_EVERY = 4;

interface Listing {
  tenant: Tenant;
  query: UsersQuery;
  token: SkipToken;
  shaping: Fault | undefined;
  exchange: Exchange;
}

/** Answers GET /users with one page. */
export function usersReply(cloud: Cloud, tenant: Tenant, exchange: Exchange, shaping: Fault | undefined): Reply {
  const query = readUsersQuery(exchange.url.searchParams);
  if ("status" in query) return query;
  const at = onDay(tenant.directory, cloud.today());
  const token =
    query.skipToken === undefined
      ? firstPage(tenant, at.day)
      : readSkipToken(query.skipToken, tenant.directory.tenantId);
  if (!token) return graphError(400, "DirectoryPageTokenNotFoundException", "The page token is not valid.");
  const listing = { tenant, query, token: shapedToken(token, shaping), shaping, exchange };
  if (shaping?.kind === "empty-directory") return pageReply(listing, [], undefined);
  if (isEmptyPage(listing)) return pageReply(listing, [], { ...listing.token, page: token.page + 1 });
  const page = readPage(at, { ...listing.token, size: pageSize(query) });
  return pageReply(
    listing,
    page.people.map((person) => toEntry(person, listing)),
    nextToken(listing, page),
  );
}

function firstPage(tenant: Tenant, listingDay: number): SkipToken {
  const { tenantId } = tenant.directory;
  return { tenantId, position: 0, listingDay, page: 0, keep: 1, noLicenses: false, loop: false };
}

/** Writes what must last to the end of the listing into the token. */
function shapedToken(token: SkipToken, shaping: Fault | undefined): SkipToken {
  if (shaping?.kind === "missing-users") return { ...token, keep: shaping.keep };
  if (shaping?.kind === "no-licenses") return { ...token, noLicenses: true };
  if (shaping?.kind === "page-loop") return { ...token, loop: true };
  return token;
}

function isEmptyPage({ tenant, shaping, token }: Listing): boolean {
  if (shaping?.kind === "empty-page") return true;
  return tenant.features.emptyPages && token.page % EMPTY_PAGE_EVERY === EMPTY_PAGE_EVERY - 1;
}

function pageSize({ manager, top }: UsersQuery): number {
  return manager === "none" ? (top ?? DEFAULT_PAGE) : Math.min(top ?? EXPANDED_PAGE, EXPANDED_PAGE);
}

function toEntry(person: PersonDay, { query, token }: Listing): object {
  const entry: Record<string, unknown> = selectProperties(person, query.properties);
  if (token.noLicenses && "assignedLicenses" in entry) entry.assignedLicenses = [];
  if (query.manager === "none") return entry;
  const manager = managerOf(person, query.manager === "slim");
  if (manager !== undefined) entry.manager = manager;
  return entry;
}

function nextToken(listing: Listing, page: Page): SkipToken | undefined {
  const { token, tenant, shaping } = listing;
  if (token.loop) return token;
  const last = page.positions.at(-1);
  const repeats =
    shaping?.kind === "repeat-person" ||
    (tenant.features.repeatedPeople && page.next !== undefined && page.people.length > 1);
  const next = repeats && last !== undefined ? last : page.next;
  const position = shaping?.kind === "foreign-next-link" ? (next ?? tenant.directory.slots) : next;
  return position === undefined ? undefined : { ...token, position, page: token.page + 1 };
}

function pageReply(listing: Listing, value: object[], next: SkipToken | undefined): Reply {
  const { exchange, shaping } = listing;
  const select = exchange.url.searchParams.get("$select");
  const body: Record<string, unknown> = {
    "@odata.context": `${exchange.origin}/v1.0/$metadata#users${select === null ? "" : `(${select})`}`,
  };
  if (next) body["@odata.nextLink"] = nextLink(listing, next);
  body.value = shaping?.kind === "wrong-types" ? value.map(withWrongTypes) : value;
  return jsonReply(200, body, { "OData-Version": "4.0" });
}

function nextLink({ exchange, shaping }: Listing, next: SkipToken): string {
  const carried = [...exchange.url.searchParams].filter(([name]) => name !== "$skiptoken");
  const options = [...carried, ["$skiptoken", writeSkipToken(next)] as const];
  const query = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const foreign = shaping?.kind === "foreign-next-link" ? shaping : undefined;
  const protocol = foreign?.protocol?.replace(/:$/, "") ?? "https";
  const origin = foreign ? `${protocol}://${foreign.host}` : exchange.origin;
  return `${origin}/v1.0/users?${query}`;
}

function withWrongTypes(entry: object): object {
  return { ...entry, id: 42, displayName: { first: "Adele" }, assignedLicenses: "none" };
}
