import type { DifferingState, PersonEnds, PersonState, SkuEnds } from "../../model/diff.js";
import { readDifferingEnds, readWholeEnds, type EndsReader, type TouchedPerson } from "./person-ends.js";
import { readOwnEnds } from "./own-ends.js";
import type { ReadContext } from "./read-context.js";
import { readSkuEnds, type TouchedSku } from "./sku-ends.js";
import type { Step } from "./step.js";
import {
  EVERYBODY,
  readTouched,
  type AlsoTouched,
  type PeopleChoice,
  type PersonNo,
  type Touched,
} from "./touched-people.js";

/** What may differ in a step: its SKUs (`userNo` 0) or one person; `step` is its place in the list. */
export type StepSubject<State = DifferingState> =
  OwnedSubject | { readonly step: number; readonly userNo: number; readonly person: PersonEnds<State> };

interface OwnedSubject {
  readonly step: number;
  readonly userNo: 0;
  readonly skus: readonly SkuEnds[];
}

/** Where a walk goes on: in that step, with its SKUs when `userNo` is 0, else with the people from that number on. */
export interface WalkPosition {
  readonly step: number;
  readonly userNo: number;
}

/** What to look for, in steps that come in order. */
export interface Walk {
  readonly steps: readonly Step[];
  readonly start: WalkPosition;
  /** Who is looked for in a stretch of the steps; null: nobody. */
  readonly people: ((steps: readonly Step[]) => Promise<PeopleChoice>) | "everybody" | null;
  /** SKU numbers, or all of them; null: none. */
  readonly skus: readonly number[] | "all" | null;
  /** Beside everybody who changed: who else. */
  readonly also?: (steps: readonly Step[]) => readonly AlsoTouched[];
  /** How many steps may be taken together, and how many are at first. */
  readonly mostSteps: number;
  readonly firstSteps?: number;
  /** About how many people the caller will look at; Infinity: all there are. */
  readonly expected: number;
}

/** People whose numbers are read at once, and people whose ends are: the first cost little memory, the second much. */
const MOST_TOUCHED = 40_000;
const MOST_PEOPLE = 2_000;
const GROWTH = 4;

/** Reads what differs between the ends of steps: the SKUs of each step, then its people by number, until nobody asks for more. */
export function changeReader(context: ReadContext) {
  return {
    /** People with what may differ. */
    walk: (walk: Walk): AsyncGenerator<StepSubject> => walkSteps(context, walk, readDifferingEnds),
    /** Where something of these people's own may differ: outside of these sequences, by tenant, nothing does. */
    ownEnds: (people: readonly PersonNo[]) => readOwnEnds(context, people),
    /** People whole. */
    walkWhole: (walk: Walk): AsyncGenerator<StepSubject<PersonState>> => walkSteps(context, walk, readWholeEnds),
  };
}

export type ChangeReader = ReturnType<typeof changeReader>;

/**
 * Steps are taken together as long as little is found in them, so that neither memory nor the number of statements grows with
 * the length of the list alone.
 */
async function* walkSteps<State>(
  context: ReadContext,
  { steps, start, people, also, skus, mostSteps, firstSteps = 1, expected }: Walk,
  readEnds: EndsReader<State>,
): AsyncGenerator<StepSubject<State>> {
  let { step, userNo } = start;
  let together = firstSteps;
  let limit = Math.min(MOST_TOUCHED, Math.max(32, expected));
  while (step < steps.length) {
    const stretch = { steps: steps.slice(step, step + together), fromUserNo: userNo, limit };
    const everybody = { ...EVERYBODY, also: also?.(stretch.steps) ?? [] };
    const choice = typeof people === "function" ? await people(stretch.steps) : people && everybody;
    const touched = choice === null ? [] : await readTouched(context, choice, stretch);
    const last = touched.length === limit ? touched.at(-1) : undefined;
    const reached = last === undefined ? stretch.steps : stretch.steps.slice(0, last.step + 1);
    const owned = skus === null ? [] : await readOwned(context, reached, { begun: userNo > 0, skus });
    const read = (part: readonly Touched[]) => readEnds(context, stretch.steps, part);
    for await (const subject of inOrder(read, { owned, touched })) yield { ...subject, step: subject.step + step };
    [step, userNo] = last === undefined ? [step + stretch.steps.length, 0] : [step + last.step, last.userNo + 1];
    together = last === undefined ? Math.min(mostSteps, together * GROWTH) : Math.ceil(together / GROWTH);
    limit = Math.min(MOST_TOUCHED, limit * GROWTH);
  }
}

/** The SKUs of the steps, by step; of a step that was begun they have been told. */
async function readOwned(
  context: ReadContext,
  steps: readonly Step[],
  { begun, skus }: { begun: boolean; skus: readonly number[] | "all" },
): Promise<OwnedSubject[]> {
  const first = begun ? 1 : 0;
  const bySteps = new Map<number, TouchedSku[]>();
  for (const sku of await readSkuEnds(context, steps.slice(first), skus === "all" ? null : skus)) {
    const known = bySteps.get(sku.step);
    if (known) known.push(sku);
    else bySteps.set(sku.step, [sku]);
  }
  const subjects = [...bySteps].map(([step, owned]) => ({ step: step + first, userNo: 0 as const, skus: owned }));
  return subjects.sort((a, b) => a.step - b.step);
}

/** Both, by step and number; people are read only as they are asked for. */
async function* inOrder<State>(
  read: (touched: readonly Touched[]) => Promise<TouchedPerson<State>[]>,
  { owned, touched }: { owned: readonly OwnedSubject[]; touched: readonly Touched[] },
): AsyncGenerator<StepSubject<State>> {
  let told = 0;
  for (let start = 0; start < touched.length; start += MOST_PEOPLE) {
    for (const subject of await read(touched.slice(start, start + MOST_PEOPLE))) {
      for (let next = owned[told]; next !== undefined && next.step <= subject.step; next = owned[told]) {
        yield next;
        told += 1;
      }
      yield subject;
    }
  }
  yield* owned.slice(told);
}
