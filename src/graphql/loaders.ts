import type { TenantScope } from "../model/tenant.js";
import type { Questions } from "../query/questions.js";
import { createImportHealthLoader, type ImportHealthLoader } from "./import-health/import-health.loader.js";
import { createPersonSpanLoader, type PersonSpanLoader } from "./person/person.loader.js";
import { createTimelineLoader, type TimelineLoader } from "./person/timeline.loader.js";
import { createTenantLoader, type TenantLoader } from "./tenant/tenant.loader.js";

/** The batching of one request. */
export interface Loaders {
  readonly tenant: TenantLoader;
  readonly personSpan: PersonSpanLoader;
  readonly importHealth: ImportHealthLoader;
  readonly timeline: TimelineLoader;
}

/** Loaders bound to one scope; never shared between requests. */
export function createLoaders(questions: Questions, scope: TenantScope): Loaders {
  return {
    tenant: createTenantLoader(questions, scope),
    personSpan: createPersonSpanLoader(questions, scope),
    importHealth: createImportHealthLoader(questions, scope),
    timeline: createTimelineLoader(questions, scope),
  };
}
