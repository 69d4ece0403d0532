import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { Page, TenantAnswer } from "./answers.js";
import type { TenantFilter } from "./inputs.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { compareKeys, parsePaging, sliceBehind, toPage } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { everyTenant, tenantsInScope } from "./tenant-scope.js";
import { matchesText } from "./user-matches.js";

/** Today's date and how much the caller sees. */
export function viewer(deps: QueryDeps, scope: TenantScope): ReturnType<Questions["viewer"]> {
  return deps.store.read(async (reads) => ({
    today: dayOf(deps.calendar.now()),
    tenantCount: (await everyTenant(reads, scope)).length,
    allTenants: scope.kind === "all",
  }));
}

/** The tenants in scope by name, then id. */
export function tenants(
  deps: QueryDeps,
  scope: TenantScope,
  input: Parameters<Questions["tenants"]>[1],
): Promise<Page<TenantAnswer>> {
  const paging = parsePaging(input);
  const binding = bindingOf("tenants", scope, { filter: input.filter });
  const cursor = paging.cursor === null ? null : decodeCursor(paging.argument, paging.cursor, { binding, keys: 2 });
  return deps.store.read(async (reads) => {
    const found = (await everyTenant(reads, scope)).filter((tenant) => takes(input.filter ?? {}, tenant));
    const ordered = found.sort((a, b) => compareKeys(keysOf(a), keysOf(b)));
    const page = toPage(paging, sliceBehind(paging, ordered, { keysOf, keys: cursor?.keys ?? null }), {
      cursorOf: (row) => encodeCursor({ binding, keys: keysOf(row), watermark: null, pins: null }),
      totalCount: found.length,
    });
    return { ...page, nodes: await toAnswers(reads, page.nodes) };
  });
}

/** Tenants by id, in the order asked; null for one that is not in scope. */
export function tenantsById(
  deps: QueryDeps,
  scope: TenantScope,
  tenantIds: readonly TenantId[],
): Promise<(TenantAnswer | null)[]> {
  return deps.store.read(async (reads) => {
    const answers = await toAnswers(reads, await tenantsInScope(reads, scope, tenantIds));
    const byId = new Map(answers.map((answer) => [answer.tenantId, answer]));
    return tenantIds.map((tenantId) => byId.get(tenantId) ?? null);
  });
}

function takes({ nameContains, name, defaultDomain, states }: TenantFilter, tenant: TenantRow): boolean {
  return (
    tenant.name.includes(nameContains ?? "") &&
    matchesText(name, tenant.name) &&
    matchesText(defaultDomain, tenant.defaultDomain) &&
    (!states || states.includes(tenant.state))
  );
}

function keysOf({ name, tenantId }: TenantRow): string[] {
  return [name, tenantId];
}

async function toAnswers(reads: Reads, rows: readonly TenantRow[]): Promise<TenantAnswer[]> {
  const spans = await reads.snapshots.spans(rows.map((row) => row.tenantNo));
  const byTenant = new Map(spans.map((span) => [span.tenant_no, span]));
  return rows.map(({ tenantNo, tenantId, name, defaultDomain, state }) => ({
    tenantId,
    name,
    defaultDomain,
    state,
    firstSnapshot: (byTenant.get(tenantNo)?.first_day ?? null) as SnapshotDate | null,
    lastSnapshot: (byTenant.get(tenantNo)?.last_day ?? null) as SnapshotDate | null,
  }));
}
