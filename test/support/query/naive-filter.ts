import type { DirectoryUser } from "../../../src/model/directory-user.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { StringFilter, UserFilter } from "../../../src/query/inputs.js";
import type { DayCopy } from "../naive/day-copy.js";
import { idOf, NASTY } from "../naive/random-directory.js";
import type { Random } from "../naive/random.js";
import { naiveManager } from "./naive-groups.js";

/** Texts to look for: whole ones, parts of them, other cases. */
function randomText(random: Random): string {
  const text = random.pick([...NASTY, "\ud83d", "\udc69"]) ?? "";
  const letters = [...text];
  const start = random.below(letters.length + 1);
  const part = random.chance(0.5) ? text : letters.slice(start, start + 1 + random.below(4)).join("");
  return random.pick([part, part.toUpperCase(), part.toLowerCase()]);
}

function randomStringFilter(random: Random): StringFilter {
  const ignoreCase = random.chance(0.5);
  const operator = random.pick(["eq", "in", "ne", "startsWith", "contains", "isNull", "both"] as const);
  if (operator === "in") return { in: [randomText(random), randomText(random)], ignoreCase };
  if (operator === "isNull") return { isNull: random.chance(0.5), ignoreCase };
  if (operator === "both") return { contains: randomText(random), ne: randomText(random), ignoreCase };
  return { [operator]: randomText(random), ignoreCase };
}

/** A filter of every kind of part, up to three levels deep. */
export function randomFilter(random: Random, depth = 0): UserFilter {
  const inner = () => randomFilter(random, depth + 1);
  const kind = random.below(depth < 3 ? 9 : 6);
  const skus = () => [idOf("sku", random.below(9)), idOf("sku", random.below(9))];
  if (kind === 0) return { department: randomStringFilter(random) };
  if (kind === 1) return { [random.pick(USER_TEXT_FIELDS)]: randomStringFilter(random) };
  if (kind === 2) return { extensionAttribute: { n: 1 + random.below(15), value: randomStringFilter(random) } };
  if (kind === 3) {
    const managerId = idOf("user", random.below(30));
    const depth = random.chance(0.5) ? null : 1 + random.below(3);
    return random.chance(0.3) ? { managerId } : { manager: { managerId, depth, includeManager: random.chance(0.5) } };
  }
  if (kind === 4) return { skus: { [random.pick(["any", "all", "none"])]: skus() } };
  if (kind === 5) return { skus: { isEmpty: random.chance(0.5) } };
  if (kind === 6) return { and: [inner(), inner()] };
  return kind === 7 ? { or: [inner(), inner()] } : { not: inner() };
}

/** Looks at one person, part by part. */
export function naivelyTakes(filter: UserFilter, user: DirectoryUser, copy: DayCopy): boolean {
  const parts: boolean[] = [];
  for (const field of USER_TEXT_FIELDS) {
    const asked = filter[field];
    if (asked) parts.push(textTakes(asked, user.attributes[field]));
  }
  const { extensionAttribute, managerId, manager, skus, and, or, not } = filter;
  if (extensionAttribute) {
    parts.push(textTakes(extensionAttribute.value, user.extensionAttributes[extensionAttribute.n - 1] ?? null));
  }
  if (managerId) parts.push(user.managerId === managerId);
  if (manager) {
    const levels = Array.from({ length: manager.depth ?? 200 }, (_, index) => index + 1);
    const below = levels.some((level) => naiveManager(user, level, copy) === manager.managerId);
    parts.push(below || (manager.includeManager === true && user.id === manager.managerId));
  }
  const held = user.licenses.map(({ skuId }) => skuId);
  if (skus?.any) parts.push(skus.any.some((skuId) => held.includes(skuId)));
  if (skus?.all) parts.push(!skus.all.some((skuId) => !held.includes(skuId)));
  if (skus?.none) parts.push(!skus.none.some((skuId) => held.includes(skuId)));
  if (typeof skus?.isEmpty === "boolean") parts.push((held.length === 0) === skus.isEmpty);
  if (and) parts.push(!and.some((inner) => !naivelyTakes(inner, user, copy)));
  if (or) parts.push(or.some((inner) => naivelyTakes(inner, user, copy)));
  if (not) parts.push(!naivelyTakes(not, user, copy));
  return !parts.includes(false);
}

function textTakes(filter: StringFilter, stored: string | null): boolean {
  const whole = (text: string) => Buffer.from(text).toString();
  const cased = (text: string) => (filter.ignoreCase ? whole(text).toLowerCase() : whole(text));
  const parts: boolean[] = [];
  if (typeof filter.isNull === "boolean") parts.push((stored === null) === filter.isNull);
  if (typeof filter.ne === "string") parts.push(stored === null || cased(stored) !== cased(filter.ne));
  for (const operator of ["eq", "startsWith", "contains"] as const) {
    const asked = filter[operator];
    if (typeof asked !== "string") continue;
    const place = stored === null ? -1 : cased(stored).indexOf(cased(asked));
    if (operator === "eq") parts.push(stored !== null && cased(stored) === cased(asked));
    else parts.push(operator === "contains" ? place >= 0 : place === 0);
  }
  if (filter.in) parts.push(stored !== null && filter.in.map(cased).includes(cased(stored)));
  return !parts.includes(false);
}
