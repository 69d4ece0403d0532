import type { GraphLicense } from "./graph-shapes.js";
import { mix, rotated } from "./hash.js";
import { isGuest } from "./oddities.js";
import { term, type PersonDay } from "./person.js";
import { ADD_ON_SKUS, BASE_SKUS, type CatalogueSku } from "./sku-catalogue.js";
import { holdsBought } from "./subscription-course.js";

const LICENSE_TICKS = 3_000;
/** Every so many license changes of a person the base license is drawn anew. */
const BASE_EVERY = 3;

/** A person's licenses on a day, in an order that is another one the next day. */
export function licensesOf(person: PersonDay): GraphLicense[] {
  const { oddity, key, at } = person;
  if (oddity === "unlicensed" || oddity === "guest-without-mail") return [];
  const changes = term(at, key, 40, LICENSE_TICKS);
  const held: CatalogueSku[] = [];
  const base = isGuest(oddity) ? undefined : baseOf(mix(key, 41 + Math.floor(changes / BASE_EVERY)));
  if (base) held.push(base);
  for (let i = 0; i < ADD_ON_SKUS.length; i++) {
    const sku = ADD_ON_SKUS[i];
    if (sku && holdsAddOn(person, sku, changes + i, i)) held.push(sku);
  }
  return rotated(held, at.day).map((sku) => ({ skuId: sku.skuId, disabledPlans: disabledPlans(sku, person) }));
}

function baseOf(hash: number): CatalogueSku | undefined {
  let left = hash % 1000;
  for (const sku of BASE_SKUS) {
    left -= sku.perThousand;
    if (left < 0) return sku;
  }
  return undefined;
}

/** One change draws one add-on anew: the one whose turn it is. */
function holdsAddOn({ key, at, oddity }: PersonDay, sku: CatalogueSku, changes: number, i: number): boolean {
  if (sku.course === "forgotten" && oddity === "unlisted-sku") return true;
  const hash = mix(key + i, 50 + Math.floor(changes / ADD_ON_SKUS.length));
  if (hash % 1000 >= sku.perThousand) return false;
  return sku.course !== "bought" || holdsBought(at, sku, hash);
}

function disabledPlans(sku: CatalogueSku, { key, at }: PersonDay): string[] {
  if (sku.plans.length < 3) return [];
  const hash = mix(key, 60);
  if (hash % 4 !== 0) return [];
  const count = 1 + ((hash >>> 8) % 3);
  const first = (hash >>> 16) % (sku.plans.length - 2);
  return rotated(sku.plans.slice(first, first + count), at.day).map((plan) => plan.id);
}
