import DataLoader from "dataloader";
import type { TenantScope } from "../../model/tenant.js";
import type { Page, PersonAnswer } from "../../query/answers.js";
import type { Questions } from "../../query/questions.js";
import type { ChangeAnswer } from "../../query/change-answers.js";
import type { ChangeSelection } from "../../query/selections.js";

/** The first page of one person's timeline. */
export interface TimelineRequest {
  readonly person: PersonAnswer;
  readonly input: Omit<Parameters<Questions["timelines"]>[1], "people">;
  readonly selection: ChangeSelection;
}

/** First pages of timelines, one question for all that are asked alike. */
export type TimelineLoader = DataLoader<TimelineRequest, Page<ChangeAnswer>>;

/** The timeline loader of one request; its requests are objects, never asked twice. */
export function createTimelineLoader(questions: Questions, scope: TenantScope): TimelineLoader {
  return new DataLoader((asked: readonly TimelineRequest[]) => readTimelines(questions, scope, asked), {
    cache: false,
    maxBatchSize: 200,
  });
}

async function readTimelines(
  questions: Questions,
  scope: TenantScope,
  asked: readonly TimelineRequest[],
): Promise<Page<ChangeAnswer>[]> {
  const alike = new Map<string, TimelineRequest[]>();
  for (const request of asked) {
    const key = JSON.stringify([request.input, request.selection]);
    alike.set(key, [...(alike.get(key) ?? []), request]);
  }
  const found = new Map<TimelineRequest, Page<ChangeAnswer>>();
  for (const requests of alike.values()) {
    const [{ input, selection } = { input: {}, selection: { totalCount: false } }] = requests;
    const people = requests.map(({ person }) => person);
    const pages = await questions.timelines(scope, { ...input, people }, selection);
    for (const [index, page] of pages.entries()) {
      const request = requests[index];
      if (request) found.set(request, page);
    }
  }
  return asked.flatMap((request) => found.get(request) ?? []);
}
