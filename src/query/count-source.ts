import { COUNTED_DIMENSIONS, type CountedDimension, type PeopleKey } from "../model/group-key.js";

/** Where assignments come from: the aggregate by SKU, the one by a people's attribute, or the licenses themselves. */
export type CountSource =
  | { readonly kind: "sku" }
  | { readonly kind: "dimension"; readonly dimension: CountedDimension }
  | { readonly kind: "computed" };

/** What is counted. `assignedUsers`: distinct people are to come out of the same count. */
export interface CountQuestion {
  readonly people: readonly PeopleKey[];
  readonly filtered: boolean;
  readonly assignedUsers: boolean;
}

/**
 * Decides which stored aggregates may answer. They know the `assignments` of everybody by at most one counted attribute and
 * nothing else: a filter on people, another key, a second one, and distinct people are counted from the licenses.
 */
export function countSource({ people, filtered, assignedUsers }: CountQuestion): CountSource {
  const [first, ...more] = people;
  if (filtered || assignedUsers || more.length > 0) return { kind: "computed" };
  if (first === undefined) return { kind: "sku" };
  return isCounted(first.by) ? { kind: "dimension", dimension: first.by } : { kind: "computed" };
}

function isCounted(by: PeopleKey["by"]): by is CountedDimension {
  return by in COUNTED_DIMENSIONS;
}
