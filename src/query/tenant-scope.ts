import { AppError, invalidInput } from "../errors.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";

const MOST_TENANT_IDS = 10_000;
const NAMED_IN_ERROR = 20;

/** The tenants a question is about. `tenantIds` absent: all in scope; empty: none; one that is not in scope: TENANT_NOT_FOUND. */
export async function tenantsInQuestion(
  reads: Reads,
  scope: TenantScope,
  tenantIds: readonly TenantId[] | null | undefined,
): Promise<TenantRow[]> {
  if (tenantIds === null || tenantIds === undefined) return everyTenant(reads, scope);
  if (tenantIds.length > MOST_TENANT_IDS) {
    throw invalidInput("tenantIds", `must be at most ${MOST_TENANT_IDS}`, tenantIds.length);
  }
  const wanted = [...new Set(tenantIds)];
  const found = await tenantsInScope(reads, scope, wanted);
  if (found.length < wanted.length) throw tenantNotFound(wanted, found);
  return found;
}

/** Those of the tenants asked for that exist and are in scope. */
export async function tenantsInScope(
  reads: Reads,
  scope: TenantScope,
  tenantIds: readonly TenantId[],
): Promise<TenantRow[]> {
  const allowed = tenantIds.filter((tenantId) => inScope(scope, tenantId));
  return allowed.length === 0 ? [] : reads.tenants.byIds([...new Set(allowed)]);
}

/** One tenant, or TENANT_NOT_FOUND. */
export async function tenantInQuestion(reads: Reads, scope: TenantScope, tenantId: TenantId): Promise<TenantRow> {
  const [tenant] = await tenantsInScope(reads, scope, [tenantId]);
  if (tenant === undefined) throw tenantNotFound([tenantId], []);
  return tenant;
}

/** Every tenant in scope. Only the distinct value `all` reads all; anything unknown reads none. */
export async function everyTenant(reads: Reads, scope: TenantScope): Promise<TenantRow[]> {
  if (scope.kind === "all") return reads.tenants.all();
  return scope.kind === "listed" ? tenantsInScope(reads, scope, scope.tenantIds) : [];
}

function inScope(scope: TenantScope, tenantId: TenantId): boolean {
  if (scope.kind === "all") return true;
  return scope.kind === "listed" && scope.tenantIds.includes(tenantId);
}

/** The same words whether a tenant does not exist or is not the caller's to see. */
function tenantNotFound(wanted: readonly TenantId[], found: readonly TenantRow[]): AppError {
  const known = new Set(found.map((tenant) => tenant.tenantId));
  const unknown = wanted.filter((tenantId) => !known.has(tenantId));
  return new AppError("TENANT_NOT_FOUND", "no such tenant among those you may see", {
    tenantCount: unknown.length,
    tenantIds: unknown.slice(0, NAMED_IN_ERROR),
  });
}
