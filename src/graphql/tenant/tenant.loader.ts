import DataLoader from "dataloader";
import { AppError } from "../../errors.js";
import type { TenantId, TenantScope } from "../../model/tenant.js";
import type { TenantAnswer } from "../../query/answers.js";
import type { Questions } from "../../query/questions.js";
import { toTenant, type Tenant } from "./tenant.type.js";

/** Tenants by id, one question for a whole answer. */
export type TenantLoader = DataLoader<TenantId, TenantAnswer | null>;

/** The tenant loader of one request. */
export function createTenantLoader(questions: Questions, scope: TenantScope): TenantLoader {
  return new DataLoader((tenantIds) => questions.tenantsById(scope, tenantIds), { maxBatchSize: 1000 });
}

/** The tenant an answer speaks of; it was in scope a moment ago. */
export async function loadTenant(loader: TenantLoader, tenantId: TenantId): Promise<Tenant> {
  const tenant = await loader.load(tenantId);
  if (tenant === null) throw new AppError("TENANT_NOT_FOUND", "There is no such tenant", { tenantId });
  return toTenant(tenant);
}
