import DataLoader from "dataloader";
import { AppError } from "../../errors.js";
import type { TenantId, TenantScope } from "../../model/tenant.js";
import type { ImportHealthAnswer } from "../../query/answers.js";
import type { Questions } from "../../query/questions.js";

/** How tenants' imports have been going, one question for a whole answer. */
export type ImportHealthLoader = DataLoader<TenantId, ImportHealthAnswer | null>;

/** The loader of one request. */
export function createImportHealthLoader(questions: Questions, scope: TenantScope): ImportHealthLoader {
  return new DataLoader((tenantIds) => questions.importHealth(scope, tenantIds), { maxBatchSize: 1000 });
}

/** The health of a tenant that was in scope a moment ago. */
export async function loadImportHealth(loader: ImportHealthLoader, tenantId: TenantId): Promise<ImportHealthAnswer> {
  const health = await loader.load(tenantId);
  if (health === null) throw new AppError("TENANT_NOT_FOUND", "There is no such tenant", { tenantId });
  return health;
}
