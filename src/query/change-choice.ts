import { invalidInput } from "../errors.js";
import {
  ATTRIBUTE_FIELDS,
  CHANGE_FIELDS,
  CHANGE_KINDS,
  KINDS_ABOUT,
  PLANS_FIELD,
  UNIT_FIELDS,
  type CauseKind,
  type Change,
  type ChangeKind,
} from "../model/change.js";
import type { Walk } from "../store/read/change-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { Step } from "../store/read/step.js";
import type { PeopleChoice, PersonNo } from "../store/read/touched-people.js";
import type { ChangeFilter } from "./inputs.js";
import { resolveFilter } from "./user-filter.js";

const MOST_SKU_IDS = 1_000;
/** Steps that one statement may look through; with a filter on people, each of whose days may have to be asked about. */
const MOST_STEPS = 400;
const MOST_FILTERED_STEPS = 40;
/** Steps to begin with where each is known to hold something of the few people asked about: most of a page. */
const FEW_STEPS = 32;

/** Where changes are looked for, and which of those found count. */
export interface ChangeChoice extends Pick<Walk, "people" | "skus" | "mostSteps" | "firstSteps"> {
  readonly takes: (change: Change) => boolean;
}

/** Turns a filter into what has to be read; INVALID_INPUT for a field no change has. `only`: of these people alone. */
export async function chooseChanges(
  reads: Reads,
  filter: ChangeFilter,
  only: readonly PersonNo[] | null = null,
): Promise<ChangeChoice> {
  assertKinds(filter.kinds);
  assertFields(filter.fields);
  const { skuIds } = filter;
  if (skuIds && skuIds.length > MOST_SKU_IDS) {
    throw invalidInput("filter.skuIds", `must be at most ${MOST_SKU_IDS}`, skuIds.length);
  }
  const kinds = possibleKinds(filter).filter((kind) => only === null || !among(KINDS_ABOUT.units, kind));
  const known = skuIds ? await reads.skusById(skuIds) : null;
  const skuNos = skuIds && known ? skuIds.flatMap((skuId) => known.get(skuId)?.skuNo ?? []) : null;
  const search = { ...searchFor(kinds, filter), skuNos, only, also: [] };
  const people = async (steps: readonly Step[]): Promise<PeopleChoice> => {
    const pins = steps.flatMap(({ tenantNo, before, after }) => [before, after].map((seq) => ({ tenantNo, seq })));
    return { ...search, ...(await resolveFilter(reads, filter.user, { pins, path: "filter.user" })) };
  };
  return {
    people: search.states || search.licenses ? people : null,
    mostSteps: filter.user ? MOST_FILTERED_STEPS : MOST_STEPS,
    firstSteps: only === null ? 1 : FEW_STEPS,
    skus: kinds.some((kind) => among(KINDS_ABOUT.units, kind)) ? (skuNos ?? "all") : null,
    takes: predicate(new Set(kinds), filter),
  };
}

/** What a person's rows must have done for one of these kinds. */
function searchFor(
  kinds: readonly ChangeKind[],
  { fields }: ChangeFilter,
): Pick<PeopleChoice, "states" | "licenses" | "presence" | "fields"> {
  const asks = (about: readonly ChangeKind[]) => kinds.some((kind) => among(about, kind));
  const [presence, attributes] = [asks(KINDS_ABOUT.presence), asks(KINDS_ABOUT.attributes)];
  const licenses = asks(KINDS_ABOUT.licenses);
  return {
    states: presence || attributes,
    licenses,
    presence: presence && !attributes && !licenses,
    fields: fields && attributes && !licenses ? fields.filter((field) => ATTRIBUTE_FIELDS.includes(field)) : null,
  };
}

function possibleKinds({ kinds, skuIds, fields, user }: ChangeFilter): ChangeKind[] {
  const carries = (about: readonly ChangeKind[], names: readonly string[]) => (kind: ChangeKind) =>
    among(about, kind) && (fields ?? []).some((field) => names.includes(field));
  const carriers = [
    carries(KINDS_ABOUT.attributes, ATTRIBUTE_FIELDS),
    carries(KINDS_ABOUT.licenses, [PLANS_FIELD]),
    carries(["UNITS_CHANGED"], UNIT_FIELDS),
  ];
  const about = [...KINDS_ABOUT.licenses, ...KINDS_ABOUT.units];
  return CHANGE_KINDS.filter(
    (kind) =>
      (!kinds || kinds.includes(kind)) &&
      (!skuIds || among(about, kind)) &&
      (!fields || carriers.some((carry) => carry(kind))) &&
      (!user || !among(KINDS_ABOUT.units, kind)),
  );
}

function predicate(kinds: ReadonlySet<ChangeKind>, { skuIds, fields }: ChangeFilter): (change: Change) => boolean {
  const skus: ReadonlySet<string | null> | null = skuIds ? new Set(skuIds) : null;
  return ({ kind, skuId, previousSkuId, field }) =>
    kinds.has(kind) &&
    (skus === null || skus.has(skuId) || skus.has(previousSkuId)) &&
    (!fields || (field !== null && fields.includes(field)));
}

function assertKinds(kinds: readonly CauseKind[] | null | undefined): void {
  const moved = kinds?.find((kind) => kind === "MOVED_IN" || kind === "MOVED_OUT");
  if (moved !== undefined)
    throw invalidInput("filter.kinds", "must be of single steps; compare tells who moved", moved);
}

function assertFields(fields: readonly string[] | null | undefined): void {
  const unknown = fields?.find((field) => !CHANGE_FIELDS.includes(field));
  if (unknown !== undefined)
    throw invalidInput("filter.fields", "must name fields that changes have", unknown.slice(0, 60));
}

function among(kinds: readonly ChangeKind[], kind: ChangeKind): boolean {
  return kinds.includes(kind);
}
