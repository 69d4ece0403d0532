import { ChangeTally, type ChangeCount } from "../model/change-tally.js";
import type { Reads } from "../store/read/read-store.js";
import { changesOf } from "../model/diff.js";
import { tooManyPeople } from "./change-page.js";
import { toStep, type ChangeStep } from "./change-steps.js";

const MOST_STEPS = 400;

/** Counts what steps changed, in one walk over all of them; person by person, so that memory does not grow with them. */
export async function countSteps(
  reads: Reads,
  steps: readonly ChangeStep[],
  mostPeople: number,
): Promise<ReadonlyMap<ChangeStep, readonly ChangeCount[]>> {
  const tallies = steps.map(() => new ChangeTally());
  const search = { people: "everybody" as const, skus: "all" as const, mostSteps: MOST_STEPS, expected: mostPeople };
  let seen = 0;
  for await (const subject of reads.changes.walk({
    steps: steps.map(toStep),
    start: { step: 0, userNo: 0 },
    ...search,
  })) {
    if ("person" in subject) seen += 1;
    if (seen > mostPeople) throw tooManyPeople(mostPeople);
    tallies[subject.step]?.add(changesOf(subject));
  }
  return new Map(steps.map((step, index) => [step, tallies[index]?.counts() ?? []]));
}
