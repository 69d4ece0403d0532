import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { TenantId } from "../../../src/model/tenant.js";
import type { GroupKey, UserFilter } from "../../../src/query/inputs.js";
import type { DayCopy } from "../naive/day-copy.js";
import { naiveValue } from "./naive-groups.js";
import { naivelyTakes } from "./naive-filter.js";

/** One tenant's copies of the two days. */
export interface NaivePair {
  readonly tenantId: TenantId;
  readonly before: DayCopy;
  readonly after: DayCopy;
  /** A sealed day at or before the first saw them. */
  readonly seen: (id: string) => boolean;
}

/** `row kind` -> assignments and people, of what moves assignments; row "" is the total. */
export type NaiveCauses = Map<string, { assignments: number; people: Set<string> }>;

/** Looks at every pair of person and SKU on both days and asks why it differs. */
export function naiveCauses(
  pairs: readonly NaivePair[],
  groupBy: readonly GroupKey[],
  user: UserFilter | null,
): NaiveCauses {
  const causes: NaiveCauses = new Map();
  for (const pair of pairs) {
    const ids = new Set([...pair.before.users, ...pair.after.users].map(({ id }) => id));
    for (const id of ids) explain(causes, pair, { id, groupBy, user });
  }
  return causes;
}

function explain(
  causes: NaiveCauses,
  { tenantId, before, after, seen }: NaivePair,
  { id, groupBy, user }: { id: string; groupBy: readonly GroupKey[]; user: UserFilter | null },
): void {
  const [old, now] = [before, after].map((copy) => copy.users.find((one) => one.id === id));
  const held = (one: DirectoryUser | undefined) => one?.licenses.map(({ skuId }) => skuId) ?? [];
  const lost = held(old).filter((skuId) => !held(now).includes(skuId));
  const gained = held(now).filter((skuId) => !held(old).includes(skuId));
  const swap = old && now && lost.length === 1 && gained.length === 1;
  const rowOn = (one: DirectoryUser | undefined, copy: DayCopy, skuId: string) => {
    if (!one || (user && !naivelyTakes(user, one, copy))) return null;
    return JSON.stringify(groupBy.map((key) => naiveValue(key, one, { tenantId, skuId, copy })));
  };
  for (const skuId of new Set([...held(old), ...held(now)])) {
    const [from, to] = [rowOn(old, before, skuId), rowOn(now, after, skuId)];
    const person = `${tenantId} ${id}`;
    if (lost.includes(skuId)) {
      note(causes, from, { kind: !now ? "LEFT" : swap ? "SKU_SWAPPED" : "LICENSE_REMOVED", more: -1, person });
    } else if (gained.includes(skuId)) {
      const came = seen(id) ? "RETURNED" : "JOINED";
      note(causes, to, { kind: !old ? came : swap ? "SKU_SWAPPED" : "LICENSE_ADDED", more: 1, person });
    } else if (from !== to) {
      note(causes, from, { kind: "MOVED_OUT", more: -1, person });
      note(causes, to, { kind: "MOVED_IN", more: 1, person });
    }
  }
}

function note(
  causes: NaiveCauses,
  row: string | null,
  { kind, more, person }: { kind: string; more: number; person: string },
): void {
  if (row === null) return;
  for (const key of [`${row} ${kind}`, ` ${kind}`]) {
    const known = causes.get(key) ?? { assignments: 0, people: new Set<string>() };
    known.assignments += more;
    known.people.add(person);
    causes.set(key, known);
  }
}
