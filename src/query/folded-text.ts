import { invalidInput } from "../errors.js";
import { matchesText } from "./user-matches.js";
import { cheapBeginning, fold, foldingSteps } from "../model/case-folding.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";
import type { TextCondition } from "../store/read/user-filter-sql.js";
import type { TextColumn } from "../store/read/user-reader.js";
import type { StringFilter } from "./inputs.js";

/** As many replacements as every database's parser nests without complaint. */
const MOST_STEPS = 8;
const MOST_CANDIDATES = 200_000;
const MOST_MATCHES = 5_000;

/** Where a text is asked about: on which days, and the filter's place in the arguments. */
export interface TextPlace {
  readonly reads: Reads;
  readonly pins: readonly Pin[];
  readonly path: string;
  /** How many different texts may be looked at here; 200,000 unless given. */
  readonly mostCandidates?: number;
}

/**
 * What a filter on a text asks of the stored text. Where case does not count, few letters are replaced as the database compares;
 * for more, and for a sigma, the different texts of the days are folded here and the matching ones named.
 */
export async function resolveText(text: StringFilter, column: TextColumn, place: TextPlace): Promise<TextCondition> {
  const { ignoreCase, ...asked } = text;
  if (!ignoreCase) return asked;
  const folded = foldAll(asked);
  const steps = foldingSteps(needlesOf(folded));
  if (steps !== null && steps.length <= MOST_STEPS) return { ...folded, folding: steps };
  return matchingTexts(folded, column, place);
}

type Plain = Omit<StringFilter, "ignoreCase">;

function foldAll(asked: Plain): Plain {
  const folded = (text: string | null | undefined) => (text === null || text === undefined ? null : fold(text));
  return {
    eq: folded(asked.eq),
    in: asked.in?.map(fold) ?? null,
    ne: folded(asked.ne),
    startsWith: folded(asked.startsWith),
    contains: folded(asked.contains),
    isNull: asked.isNull ?? null,
  };
}

function needlesOf({ eq, in: among, ne, startsWith, contains }: Plain): string[] {
  return [eq, ne, startsWith, contains, ...(among ?? [])].flatMap((text) => text ?? []);
}

async function matchingTexts(
  folded: Plain,
  column: TextColumn,
  { reads, pins, path, mostCandidates = MOST_CANDIDATES }: TextPlace,
): Promise<TextCondition> {
  const { eq = null, in: among = null, ne = null, startsWith = null, contains = null, isNull = null } = folded;
  const part = ne === null ? cheapBeginning(eq ?? contains ?? startsWith ?? "", MOST_STEPS) : "";
  const asked = { part, folding: foldingSteps([part]) ?? [], most: mostCandidates + 1 };
  const candidates = await reads.users.texts(pins, column, asked);
  if (candidates.length > mostCandidates) throw tooMany(path, mostCandidates);
  const others = ne !== null ? candidates.filter((candidate) => fold(candidate) === ne) : null;
  const wanted = { eq, in: among, startsWith, contains };
  const chosen = Object.values(wanted).some((value) => value !== null)
    ? candidates.filter((candidate) => matchesText({ ...wanted, ignoreCase: true }, candidate))
    : null;
  if ((chosen?.length ?? 0) + (others?.length ?? 0) > MOST_MATCHES) throw tooMany(path, MOST_MATCHES);
  return { in: chosen, notIn: others, isNull };
}

function tooMany(path: string, most: number): Error {
  return invalidInput(path, `finds more than ${most} different texts with ignoreCase; give more of the text`);
}
