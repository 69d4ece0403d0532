import { fold } from "../model/case-folding.js";
import { managersAbove, type Grouped, type Managers } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import { USER_TEXT_FIELDS } from "../model/imported-fields.js";
import type { ManagerFilter, StringFilter, UserFilter } from "./inputs.js";

/** One person on one day, as far as a filter can ask. */
export interface MatchedPerson extends Grouped {
  /** Null where no filter asks for it. */
  readonly entraId: Guid | null;
  readonly skuIds: ReadonlySet<Guid>;
}

/** Does a filter let the person through? The same answer as its SQL gives. `managers` are those of the day. */
export function matchesUser(filter: UserFilter, person: MatchedPerson, managers: Managers): boolean {
  const { and, or, not, extensionAttribute: extension, managerId, manager, skus } = filter;
  const inner = (one: UserFilter) => matchesUser(one, person, managers);
  return (
    USER_TEXT_FIELDS.every((field) => matchesText(filter[field], person.attributes[field])) &&
    (!extension || matchesText(extension.value, person.extensionAttributes[extension.n - 1] ?? null)) &&
    (!managerId || person.managerId === managerId) &&
    (!manager || isBelow(manager, person, managers)) &&
    (!skus || holds(skus, person.skuIds)) &&
    (!and || and.every(inner)) &&
    (!or || or.some(inner)) &&
    (!not || !inner(not))
  );
}

/** Is the text what a filter asks? Null is a text that is not there. Half a surrogate pair is U+FFFD, as for a database. */
export function matchesText(filter: StringFilter | null | undefined, stored: string | null): boolean {
  if (!filter) return true;
  const folded = (text: string) => (filter.ignoreCase ? fold(text.toWellFormed()) : text.toWellFormed());
  const { eq, in: among, ne, startsWith, contains, isNull } = filter;
  const text = stored === null ? null : folded(stored);
  const holds = (asked: string | null | undefined, test: (wanted: string) => boolean) =>
    asked === null || asked === undefined || (text !== null && test(folded(asked)));
  return (
    holds(eq, (wanted) => text === wanted) &&
    (!among || (text !== null && among.some((one) => folded(one) === text))) &&
    (ne === null || ne === undefined || text !== folded(ne)) &&
    holds(startsWith, (wanted) => text?.startsWith(wanted) === true) &&
    holds(contains, (wanted) => text?.includes(wanted) === true) &&
    (isNull === null || isNull === undefined || isNull === (text === null))
  );
}

function isBelow({ managerId, depth, includeManager }: ManagerFilter, person: MatchedPerson, managers: Managers) {
  if (includeManager && person.entraId === managerId) return true;
  const above = [...managersAbove(managers, person.managerId)].slice(0, depth ?? undefined);
  return above.includes(managerId);
}

function holds(skus: NonNullable<UserFilter["skus"]>, held: ReadonlySet<Guid>): boolean {
  const has = (skuId: Guid) => held.has(skuId);
  return (
    (!skus.any || skus.any.some(has)) &&
    (!skus.all || skus.all.every(has)) &&
    !skus.none?.some(has) &&
    (skus.isEmpty === null || skus.isEmpty === undefined || skus.isEmpty === (held.size === 0))
  );
}
