import { CauseTally, type CauseCount } from "../model/cause-tally.js";
import type { Effect } from "../model/cause.js";
import { comparePlaces, placeOf, type NetChange } from "../model/change.js";
import type { KeyValue } from "../store/read/keyset.js";
import type { Reads } from "../store/read/read-store.js";
import type { Page } from "./answers.js";
import type { CauseAnswer, CauseChangesRequest } from "./license-answers.js";
import { walkEffects, type ComparedDays } from "./cause-walk.js";
import { CHANGE_KEYS, keysOf, toAnswers, type Located } from "./change-page.js";
import type { ComparedQuestion } from "./compared-sides.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { compareKeys, parsePaging, toPage, type Paging } from "./paging.js";
import type { ChangeAnswer } from "./change-answers.js";

/** The reasons for a comparison's differences: of a row by its key's text, null: of the total. */
export type CausesOf = (row: string | null, purchasedKnown: boolean) => CauseAnswer[];

/** Counts the reasons, for the total and every row, in one walk over what changed. */
export async function readCauses(reads: Reads, days: ComparedDays, question: ComparedQuestion): Promise<CausesOf> {
  const tally = new CauseTally();
  for await (const { effects } of walkEffects(reads, days, question)) tally.add(effects);
  return (row, purchasedKnown) => tally.causesOf(row).map((count) => toAnswer(count, row, purchasedKnown));
}

function toAnswer(count: CauseCount, row: string | null, purchasedKnown: boolean): CauseAnswer {
  const { kind, people, assignments, purchased, changes } = count;
  return { kind, people, assignments, purchased: purchasedKnown ? purchased : null, row, changeCount: changes };
}

/** Each change once, however many licenses it is about, in order. */
function changesBehind({ kind, row }: CauseAnswer, effects: readonly Effect[]): NetChange[] {
  const wanted = effects.filter(({ change, group }) => change.kind === kind && (row === null || row === group));
  const byPlace = new Map(wanted.map(({ change }) => [placeOf(change).join(" "), change]));
  return [...byPlace.values()].sort(comparePlaces);
}

interface Collecting {
  readonly request: CauseChangesRequest;
  readonly paging: Paging;
  readonly keys: readonly KeyValue[] | null;
  readonly rows: Located[];
}

/** The changes behind causes: one walk for all that are asked, which ends when every page is full. A cursor is a place in it. */
export async function readCauseChanges(
  reads: Reads,
  { days, question, binding }: { days: ComparedDays; question: ComparedQuestion; binding: string },
  asked: readonly CauseChangesRequest[],
): Promise<Page<ChangeAnswer>[]> {
  const collecting = asked.map((request) => toCollecting(request, binding));
  for await (const { step, userNo, effects } of walkEffects(reads, days, question)) {
    for (const one of collecting) {
      for (const change of changesBehind(one.request.cause, effects)) collect(one, { step, userNo, change });
    }
    if (collecting.every(({ rows, paging }) => rows.length > paging.size)) break;
  }
  const pages: Page<ChangeAnswer>[] = [];
  for (const one of collecting) pages.push(await toChangePage(reads, one, binding));
  return pages;
}

function toCollecting(request: CauseChangesRequest, binding: string): Collecting {
  const paging = parsePaging({ first: request.first ?? null, after: request.after ?? null });
  const { argument, cursor } = paging;
  const keys = cursor === null ? null : decodeCursor(argument, cursor, { binding, keys: CHANGE_KEYS }).keys;
  return { request, paging, keys, rows: [] };
}

function collect({ keys, rows, paging }: Collecting, located: Located): void {
  if (rows.length > paging.size) return;
  if (keys === null || compareKeys(keysOf(located), keys) > 0) rows.push(located);
}

async function toChangePage(
  reads: Reads,
  { request, paging, rows }: Collecting,
  binding: string,
): Promise<Page<ChangeAnswer>> {
  const page = toPage(paging, rows, {
    cursorOf: (row) => encodeCursor({ binding, keys: keysOf(row), watermark: null, pins: null }),
    totalCount: request.cause.changeCount,
  });
  return { ...page, nodes: await toAnswers(reads, page.nodes) };
}
