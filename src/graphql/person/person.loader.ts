import DataLoader from "dataloader";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantScope } from "../../model/tenant.js";
import type { PersonAnswer } from "../../query/answers.js";
import type { Questions } from "../../query/questions.js";

/** First and last sealed day of people, one question for a whole answer. */
export type PersonSpanLoader = DataLoader<PersonAnswer, { firstSeen: SnapshotDate; lastSeen: SnapshotDate }, string>;

/** The span loader of one request. */
export function createPersonSpanLoader(questions: Questions, scope: TenantScope): PersonSpanLoader {
  return new DataLoader((people: readonly PersonAnswer[]) => questions.personSpans(scope, people), {
    maxBatchSize: 1000,
    cacheKeyFn: ({ tenantId, entraId }: PersonAnswer) => `${tenantId}:${entraId}`,
  });
}
