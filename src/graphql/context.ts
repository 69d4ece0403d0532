import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Questions } from "../query/questions.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What one request carries to its resolvers. */
export interface ApiContext {
  readonly questions: Questions;
  readonly scope: TenantScope;
  readonly loaders: Loaders;
  /** The calendar's day; asked for once a request at most, and only when an answer needs it. */
  today(): Promise<SnapshotDate>;
}

/** A fresh context, with loaders of its own: nothing is shared between requests. */
export function createContext(questions: Questions, scope: TenantScope): ApiContext {
  let today: Promise<SnapshotDate> | undefined;
  return {
    questions,
    scope,
    loaders: createLoaders(questions, scope),
    today: () => (today ??= questions.viewer(scope).then((viewer) => viewer.today)),
  };
}
