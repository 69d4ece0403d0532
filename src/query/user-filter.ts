import { invalidInput } from "../errors.js";
import type { Guid } from "../model/guid.js";
import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS } from "../model/imported-fields.js";
import type { Reads } from "../store/read/read-store.js";
import type { StringFilter, UserFilter } from "./answers.js";

const MOST_DEPTH = 20;
const MOST_VALUES = 2_000;

/** Answers the numbers of the SKUs a filter names; INVALID_INPUT for one that is too deep or too large. */
export async function resolveFilter(
  reads: Reads,
  filter: UserFilter | null | undefined,
): Promise<{ filter: UserFilter | null; skuNo: (skuId: Guid) => number | undefined }> {
  if (!filter) return { filter: null, skuNo: () => undefined };
  const seen: Seen = { skuIds: new Set(), values: 0 };
  visit(filter, 1, seen);
  if (seen.values > MOST_VALUES) throw invalidInput("filter", `must name at most ${MOST_VALUES} values`, seen.values);
  const known = seen.skuIds.size === 0 ? new Map<Guid, never>() : await reads.skusById(seen.skuIds);
  return { filter, skuNo: (skuId) => known.get(skuId)?.skuNo };
}

interface Seen {
  readonly skuIds: Set<Guid>;
  values: number;
}

function visit(filter: UserFilter, depth: number, seen: Seen): void {
  if (depth > MOST_DEPTH) throw invalidInput("filter", `must be at most ${MOST_DEPTH} levels deep`);
  seen.values += 1;
  for (const field of USER_TEXT_FIELDS) countValues(filter[field], seen);
  const { extensionAttribute, skus, and, or, not } = filter;
  if (extensionAttribute) {
    assertNumber(extensionAttribute.n);
    countValues(extensionAttribute.value, seen);
  }
  for (const list of [skus?.any, skus?.all, skus?.none]) {
    for (const skuId of list ?? []) seen.skuIds.add(skuId);
    seen.values += list?.length ?? 0;
  }
  for (const inner of [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])]) visit(inner, depth + 1, seen);
}

function countValues(text: StringFilter | null | undefined, seen: Seen): void {
  if (text) seen.values += 1 + (text.in?.length ?? 0);
}

function assertNumber(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > EXTENSION_ATTRIBUTE_COUNT) {
    throw invalidInput("filter.extensionAttribute.n", `must be from 1 to ${EXTENSION_ATTRIBUTE_COUNT}`, n);
  }
}
