import { invalidInput } from "../errors.js";
import type { Guid } from "../model/guid.js";
import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS } from "../model/imported-fields.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";
import type { UserCondition } from "../store/read/user-filter-sql.js";
import type { UserSet } from "../store/read/user-reader.js";
import type { StringFilter, UserFilter } from "./inputs.js";
import { resolveText } from "./folded-text.js";
import { MOST_DEPTH as MOST_LEVELS } from "./group-keys.js";
import { resolveManager } from "./manager-filter.js";

/** What the parser of the embedded database takes, with case ignored in the depths. */
const MOST_DEPTH = 8;
const MOST_VALUES = 2_000;
const MOST_LIST = 1_000;

/** What a filter on people means on these days. `path` is where it stands in the arguments; INVALID_INPUT names what is wrong in it. */
export async function resolveFilter(
  reads: Reads,
  filter: UserFilter | null | undefined,
  { pins, path = "filter" }: { pins: readonly Pin[]; path?: string },
): Promise<UserSet> {
  if (!filter) return { pins, filter: null, skuNo: () => undefined };
  const { skuIds } = assertFilter(filter, path);
  const known = await reads.skusById(skuIds);
  const condition = await resolve(filter, path, { reads, pins });
  return { pins, filter: condition, skuNo: (skuId) => known.get(skuId)?.skuNo };
}

/** INVALID_INPUT for a filter that is too deep or too large, or asks for what there is not. */
export function assertFilter(filter: UserFilter, path: string): { skuIds: ReadonlySet<Guid> } {
  const seen: Seen = { skuIds: new Set(), values: 0 };
  visit(filter, { path, depth: 1 }, seen);
  if (seen.values > MOST_VALUES) throw invalidInput(path, `must name at most ${MOST_VALUES} values`, seen.values);
  return seen;
}

interface Seen {
  readonly skuIds: Set<Guid>;
  values: number;
}

/** Checks a filter before anything is read. */
function visit(filter: UserFilter, { path, depth }: { path: string; depth: number }, seen: Seen): void {
  if (depth > MOST_DEPTH) throw invalidInput(path, `must be at most ${MOST_DEPTH} levels deep`);
  seen.values += 1;
  for (const field of USER_TEXT_FIELDS) countValues(filter[field], `${path}.${field}`, seen);
  const { extensionAttribute, manager, skus } = filter;
  if (extensionAttribute) {
    assertRange(`${path}.extensionAttribute.n`, extensionAttribute.n, EXTENSION_ATTRIBUTE_COUNT);
    countValues(extensionAttribute.value, `${path}.extensionAttribute.value`, seen);
  }
  if (manager) assertRange(`${path}.manager.depth`, manager.depth ?? 1, MOST_LEVELS);
  for (const list of ["any", "all", "none"] as const) {
    assertLength(`${path}.skus.${list}`, skus?.[list]);
    for (const skuId of skus?.[list] ?? []) seen.skuIds.add(skuId);
    seen.values += skus?.[list]?.length ?? 0;
  }
  for (const [name, inner] of innerFilters(filter)) visit(inner, { path: `${path}.${name}`, depth: depth + 1 }, seen);
}

function innerFilters({ and, or, not }: UserFilter): [string, UserFilter][] {
  return [
    ...(and ?? []).map((inner, index): [string, UserFilter] => [`and[${index}]`, inner]),
    ...(or ?? []).map((inner, index): [string, UserFilter] => [`or[${index}]`, inner]),
    ...(not ? [["not", not] as [string, UserFilter]] : []),
  ];
}

function countValues(text: StringFilter | null | undefined, path: string, seen: Seen): void {
  assertLength(`${path}.in`, text?.in);
  if (text) seen.values += 1 + (text.in?.length ?? 0);
}

function assertLength(argument: string, list: readonly unknown[] | null | undefined): void {
  if (list && list.length > MOST_LIST) throw invalidInput(argument, `must be at most ${MOST_LIST}`, list.length);
}

function assertRange(argument: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw invalidInput(argument, `must be from 1 to ${most}`, value);
  }
}

/** Fills in what only the days can tell: which texts are equal but for their case, and who is below a manager. */
async function resolve(
  filter: UserFilter,
  path: string,
  known: { reads: Reads; pins: readonly Pin[] },
): Promise<UserCondition> {
  const { extensionAttribute, manager, and, or, not, ...rest } = filter;
  const all = (list: readonly UserFilter[] | null | undefined, name: string) =>
    list ? inOrder(list, (inner, index) => resolve(inner, `${path}.${name}[${index}]`, known)) : null;
  const texts: Record<string, UserCondition[(typeof USER_TEXT_FIELDS)[number]]> = {};
  for (const field of USER_TEXT_FIELDS) {
    const text = filter[field];
    if (text) texts[field] = await resolveText(text, field, { ...known, path: `${path}.${field}` });
  }
  const where = { ...known, path: `${path}.extensionAttribute.value` };
  return {
    ...rest,
    ...texts,
    extensionAttribute: extensionAttribute
      ? { n: extensionAttribute.n, value: await resolveText(extensionAttribute.value, extensionAttribute.n, where) }
      : null,
    manager: manager ? await resolveManager(manager, { ...known, path: `${path}.manager` }) : null,
    and: await all(and, "and"),
    or: await all(or, "or"),
    not: not ? await resolve(not, `${path}.not`, known) : null,
  };
}

async function inOrder<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}
