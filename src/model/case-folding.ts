/** A replacement that turns one character into its lower case. */
export type FoldingStep = readonly [from: string, to: string];

/** The lower case as JavaScript knows it, whatever a database thinks. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** The capital sigma becomes one of these, depending on the letters around it: no replacement can tell. */
const SIGMAS = /[\u03c3\u03c2]/;
/** No character beyond this one has a lower case; a test holds it. */
export const LAST_WITH_CASE = 0x1e921;

let sources: ReadonlyMap<string, readonly FoldingStep[]> | undefined;

/** By letter: every character whose lower case has that letter in it. */
function readSources(): ReadonlyMap<string, readonly FoldingStep[]> {
  const found = new Map<string, FoldingStep[]>();
  for (let code = 0; code <= LAST_WITH_CASE; code += 1) {
    const from = String.fromCodePoint(code);
    const to = fold(from);
    if (to === from) continue;
    for (const letter of to) found.set(letter, [...(found.get(letter) ?? []), [from, to]]);
  }
  return found;
}

/**
 * The replacements after which a text has the folded texts in it exactly where its lower case has them: other letters do not
 * matter. Null where replacements cannot tell (a sigma).
 */
export function foldingSteps(folded: readonly string[]): readonly FoldingStep[] | null {
  if (folded.some((text) => SIGMAS.test(text))) return null;
  const known = (sources ??= readSources());
  const steps = new Map<string, FoldingStep>();
  for (const letter of folded.flatMap((text) => [...text])) {
    for (const step of known.get(letter) ?? []) steps.set(step[0], step);
  }
  return [...steps.values()];
}

/** The longest beginning of a folded text that `most` replacements can look for; a text without it has not the whole either. */
export function cheapBeginning(folded: string, most: number): string {
  let beginning = "";
  for (const letter of folded) {
    const steps = foldingSteps([beginning + letter]);
    if (steps === null || steps.length > most) break;
    beginning += letter;
  }
  return beginning;
}
