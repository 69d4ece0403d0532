import type { DifferingState, OwnState, PersonEnds, PersonState } from "../../model/diff.js";
import { keyOf, type AskedPerson } from "./asked-people.js";
import { readDifferingLicenses, readLicenses, type LicenseEnds } from "./license-ends.js";
import type { ReadContext } from "./read-context.js";
import { readSeenBefore } from "./seen-before.js";
import { readPresence, readStates, readUnmoved, type Present, type StateEnds } from "./state-ends.js";
import type { Step } from "./step.js";
import type { Touched } from "./touched-people.js";

/** Somebody at both ends of a step; `step` is its place in the list. */
export interface TouchedPerson<State> extends AskedPerson {
  readonly person: PersonEnds<State>;
}

/** Reads people at both ends of their steps, in the order given, less those absent at both. */
export type EndsReader<State> = (
  context: ReadContext,
  steps: readonly Step[],
  touched: readonly Touched[],
) => Promise<TouchedPerson<State>[]>;

/** Reads them whole: four statements and the dictionaries. */
export const readWholeEnds: EndsReader<PersonState> = async (context, steps, touched) => {
  const states = await readStates(context, steps, touched);
  const licenses = await readLicenses(context, steps, touched);
  return assemble(context, steps, { touched, states, licenses });
};

/** Reads what differs: most rows of a person that changed did not. */
export const readDifferingEnds: EndsReader<DifferingState> = async (context, steps, touched) => {
  const those = (state: boolean | null) => touched.filter((person) => person.state === state);
  const states = new Map<number, StateEnds<OwnState | Present>>([
    ...(await readStates(context, steps, those(true))),
    ...(await readUnmoved(context, steps, those(false))),
    ...(await readPresence(context, steps, those(null))),
  ]);
  const holders = touched.filter(({ licenses }) => licenses);
  return assemble(context, steps, { touched, states, licenses: await readDifferingLicenses(context, steps, holders) });
};

interface Ends<Attributes> {
  readonly touched: readonly Touched[];
  readonly states: ReadonlyMap<number, StateEnds<Attributes>>;
  readonly licenses: ReadonlyMap<number, LicenseEnds>;
}

async function assemble<Attributes extends object>(
  context: ReadContext,
  steps: readonly Step[],
  { touched, states, licenses }: Ends<Attributes>,
): Promise<TouchedPerson<Attributes & Pick<PersonState, "licenses">>[]> {
  const present = touched.flatMap(({ step, userNo }) => {
    const ends = states.get(keyOf(step, userNo));
    return ends === undefined ? [] : [{ step, userNo, ends }];
  });
  const seen = await readSeenBefore(
    context,
    steps,
    present.filter(({ ends }) => ends.before === null),
  );
  return present.map(({ step, userNo, ends: { id, before, after } }) => {
    const key = keyOf(step, userNo);
    const held = licenses.get(key);
    const person = {
      id,
      before: before && { ...before, licenses: held?.before ?? [] },
      after: after && { ...after, licenses: held?.after ?? [] },
      seenBefore: seen.has(key),
    };
    return { step, userNo, person };
  });
}
