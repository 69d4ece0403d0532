import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { VersionWitness } from "../query/data-version.js";
import type { Questions } from "../query/questions.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What is said of an answer while it is made; `sealed`: it stands on sealed days alone, and may be kept. */
export interface AnswerNote extends VersionWitness {
  sealed: boolean;
}

/** What one request carries to its resolvers. */
export interface ApiContext {
  readonly questions: Questions;
  readonly scope: TenantScope;
  readonly loaders: Loaders;
  /** Where to note what the answer stands on; absent when nobody keeps it. */
  readonly answer?: AnswerNote | undefined;
  /** The calendar's day; asked for once a request at most, and only when an answer needs it. */
  today(): Promise<SnapshotDate>;
}

/** A fresh context, with loaders of its own: nothing is shared between requests. */
export function createContext(questions: Questions, scope: TenantScope, answer?: AnswerNote): ApiContext {
  let today: Promise<SnapshotDate> | undefined;
  return {
    questions,
    scope,
    answer,
    loaders: createLoaders(questions, scope),
    today: () => (today ??= questions.viewer(scope).then((viewer) => viewer.today)),
  };
}
