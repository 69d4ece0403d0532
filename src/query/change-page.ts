import { invalidInput } from "../errors.js";
import { placeOf, type NetChange } from "../model/change.js";
import { changesOf } from "../model/diff.js";
import type { Guid } from "../model/guid.js";
import type { WalkPosition } from "../store/read/change-reader.js";
import type { KeyValue } from "../store/read/keyset.js";
import type { Reads } from "../store/read/read-store.js";
import type { Page } from "./answers.js";
import type { ChangeChoice } from "./change-choice.js";
import { toStep, type ChangeStep, type ChangeSteps } from "./change-steps.js";
import { encodeCursor } from "./cursor.js";
import { compareKeys, toPage, type Paging } from "./paging.js";
import { toSkuAnswer } from "./sku-answer.js";
import type { ChangeAnswer, StepAnswer } from "./change-answers.js";

/** How many parts the place of a change has. */
export const CHANGE_KEYS = 6;

/** A change in its step; `userNo` is 0 for one of a SKU. */
export interface Located {
  readonly step: ChangeStep;
  readonly userNo: number;
  readonly change: NetChange;
}

/** A page of changes and what it stands on. */
export interface ChangePageQuestion {
  readonly choice: ChangeChoice;
  readonly paging: Paging;
  readonly binding: string;
  /** The place of the change the page starts behind. */
  readonly keys: readonly KeyValue[] | null;
  readonly totalCount: boolean;
  readonly mostPeople: number;
}

/** Walks the steps until the page is full, or to the end where all are to be counted. */
export async function readChangePage(
  reads: Reads,
  { steps, stand }: ChangeSteps,
  { choice, paging, binding, keys, totalCount, mostPeople }: ChangePageQuestion,
): Promise<Page<ChangeAnswer>> {
  const start = keys === null || totalCount ? { step: 0, userNo: 0 } : positionOf(steps, keys);
  const rows: Located[] = [];
  let counted = 0;
  const walk = { choice, start, expected: totalCount ? mostPeople : paging.size + 1, mostPeople };
  for await (const located of walkChanges(reads, steps, walk)) {
    counted += 1;
    const wanted = rows.length <= paging.size && (keys === null || compareKeys(keysOf(located), keys) > 0);
    if (wanted) rows.push(located);
    if (!totalCount && rows.length > paging.size) break;
  }
  const page = toPage(paging, rows, {
    cursorOf: (row) => encodeCursor({ binding, keys: keysOf(row), ...stand }),
    totalCount: totalCount ? counted : 0,
  });
  return { ...page, nodes: await toAnswers(reads, page.nodes) };
}

interface ChangeWalk extends Pick<ChangePageQuestion, "choice" | "mostPeople"> {
  readonly start: WalkPosition;
  readonly expected: number;
}

/** The changes of the steps that count, in order. */
export async function* walkChanges(
  reads: Reads,
  steps: readonly ChangeStep[],
  { choice, start, expected, mostPeople }: ChangeWalk,
): AsyncGenerator<Located> {
  const { takes, ...search } = choice;
  if (search.people === null && search.skus === null) return;
  let seen = 0;
  for await (const subject of reads.changes.walk({ steps: steps.map(toStep), start, ...search, expected })) {
    const step = steps[subject.step];
    if (step === undefined) continue;
    if ("person" in subject) seen += 1;
    if (seen > mostPeople) throw tooManyPeople(mostPeople);
    for (const change of changesOf(subject)) if (takes(change)) yield { step, userNo: subject.userNo, change };
  }
}

/** More people than one question may look through. */
export function tooManyPeople(most: number): Error {
  return invalidInput("from", `and to hold more than ${most} people who changed; ask for fewer days or tenants`);
}

/** Changes as the API tells them, in the order given. */
export async function toAnswers(reads: Reads, rows: readonly Omit<Located, "userNo">[]): Promise<ChangeAnswer[]> {
  const ids = rows.flatMap(({ change }) => [change.skuId, change.previousSkuId]).filter((id) => id !== null);
  const skus = await reads.skusById(ids);
  const toSku = (skuId: Guid | null) => {
    const sku = skuId === null ? undefined : skus.get(skuId);
    return sku === undefined ? null : toSkuAnswer(sku);
  };
  return rows.map(({ step, change }) => {
    const { skuId, previousSkuId, personId, ...told } = change;
    const { tenantId } = step.tenant;
    const about = { sku: toSku(skuId), previousSku: toSku(previousSkuId) };
    return { ...toStepAnswer(step), ...told, ...about, person: personId && { tenantId, entraId: personId } };
  });
}

/** The two days of a step as the API tells them. */
export function toStepAnswer({ tenant, before, after }: ChangeStep): StepAnswer {
  const previous = { previousDate: before.day, previousRevision: before.revision };
  return { tenantId: tenant.tenantId, date: after.day, revision: after.revision, ...previous };
}

/** The place of a change in every order of changes. */
export function keysOf({ step, userNo, change }: Located): KeyValue[] {
  return [step.after.day, step.tenant.tenantId, userNo, ...placeOf(change)];
}

/** The step a place lies in, and there the person: what they have behind the place is still to come. */
function positionOf(steps: readonly ChangeStep[], keys: readonly KeyValue[]): WalkPosition {
  const [date, tenantId, userNo] = keys;
  const step = steps.findIndex(({ after, tenant }) => after.day === date && tenant.tenantId === tenantId);
  return { step: Math.max(0, step), userNo: Number(userNo) };
}
