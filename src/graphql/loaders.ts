import type { TenantScope } from "../model/tenant.js";
import type { Questions } from "../query/questions.js";
import { createPersonSpanLoader, type PersonSpanLoader } from "./person/person.loader.js";
import { createTenantLoader, type TenantLoader } from "./tenant/tenant.loader.js";

/** The batching of one request. */
export interface Loaders {
  readonly tenant: TenantLoader;
  readonly personSpan: PersonSpanLoader;
}

/** Loaders bound to one scope; never shared between requests. */
export function createLoaders(questions: Questions, scope: TenantScope): Loaders {
  return { tenant: createTenantLoader(questions, scope), personSpan: createPersonSpanLoader(questions, scope) };
}
