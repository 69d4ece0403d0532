import type { DirectoryUser, UserAttributes } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { LicenseAssignment } from "../../../src/model/license-assignment.js";
import type { PrepaidUnits, ServicePlan, SubscribedSku } from "../../../src/model/subscribed-sku.js";
import type { DayCopy } from "./day-copy.js";
import type { Random } from "./random.js";

/** Texts that a careless column, collation, quote or comparison makes one of, or loses. */
export const NASTY: readonly (string | null)[] = [
  null,
  "",
  " ",
  "Sales",
  "Sales ",
  " Sales",
  "sales",
  "SALES",
  "Caf\u00e9",
  "Cafe\u0301",
  "Stra\u00dfe",
  "Strasse",
  "\u6771\u4eac",
  "\ud83d\udc69\u200d\ud83d\udcbb",
  'O\'Brien "Bob"',
  "back\\slash\\'",
  "100%",
  "a_b",
  "line\nbreak\ttab",
  "null",
  "0",
  "\u212aELVIN",
  "kelvin",
  "\u0130stanbul",
  "i\u0307stanbul",
  "\u039f\u0394\u039f\u03a3",
  "\u03bf\u03b4\u03bf\u03c2",
  "\u03bf\u03b4\u03bf\u03c3",
  "The Quick Brown Fox",
  "the quick brown fox",
];

/** The n-th id of a kind; tenants share them on purpose. */
export function idOf(kind: "user" | "sku" | "plan", index: number): Guid {
  const lead = { user: "aaaaaaaa", sku: "bbbbbbbb", plan: "cccccccc" }[kind];
  return `${lead}-0000-4000-8000-${index.toString(16).padStart(12, "0")}` as Guid;
}

function randomPlans(random: Random): Guid[] {
  return Array.from({ length: 4 }, (_, index) => idOf("plan", index)).filter(() => random.chance(0.3));
}

function randomLicenses(random: Random, skus: number): LicenseAssignment[] {
  const ids = Array.from({ length: skus }, (_, index) => idOf("sku", index)).filter(() => random.chance(0.3));
  return ids.map((skuId) => ({ skuId, disabledPlans: randomPlans(random) }));
}

const SKUS = 8;

/** Somebody of the pool of people, in a random state. */
export function randomUser(random: Random, index: number): DirectoryUser {
  const attributes = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, random.pick(NASTY)]));
  return {
    id: idOf("user", index),
    attributes: attributes as UserAttributes,
    extensionAttributes: Array.from({ length: EXTENSION_ATTRIBUTE_COUNT }, () => random.pick(NASTY)),
    managerId: random.chance(0.5) ? idOf("user", random.below(60)) : null,
    licenses: randomLicenses(random, SKUS),
  };
}

export function randomSku(random: Random, index: number): SubscribedSku {
  const plans = randomPlans(random).map((servicePlanId): ServicePlan => {
    return { servicePlanId, servicePlanName: random.pick(NASTY), appliesTo: "User", provisioningStatus: "Success" };
  });
  return {
    skuId: idOf("sku", index),
    skuPartNumber: random.pick(NASTY),
    prepaidUnits: randomUnits(random),
    consumedUnits: random.below(12_001),
    servicePlans: plans,
  };
}

function randomUnits(random: Random): PrepaidUnits {
  const [enabled, warning, suspended] = [random.below(3), random.below(2), random.below(2)];
  return { enabled, warning, suspended, lockedOut: random.below(2) };
}

function changedSku(random: Random, sku: SubscribedSku): SubscribedSku {
  if (random.chance(0.5)) return { ...sku, consumedUnits: random.below(100) };
  return { ...sku, prepaidUnits: randomUnits(random) };
}

function randomSkus(random: Random): SubscribedSku[] {
  const indexes = Array.from({ length: SKUS }, (_, index) => index).filter(() => random.chance(0.85));
  return indexes.map((index) => randomSku(random, index));
}

/** A directory of about `size` people of a pool twice as large. */
export function randomDirectory(random: Random, size: number): DayCopy {
  const indexes = Array.from({ length: size * 2 }, (_, index) => index).filter(() => random.chance(0.5));
  const users = (indexes.length > 0 ? indexes : [0]).map((index) => randomUser(random, index));
  return { users, skus: randomSkus(random) };
}

function changedUser(random: Random, user: DirectoryUser): DirectoryUser {
  switch (random.below(6)) {
    case 0:
      return { ...user, attributes: { ...user.attributes, [random.pick(USER_TEXT_FIELDS)]: random.pick(NASTY) } };
    case 1:
      return { ...user, attributes: { ...user.attributes, department: random.pick(NASTY) } };
    case 2: {
      const place = random.below(EXTENSION_ATTRIBUTE_COUNT);
      const value = random.pick(NASTY);
      return { ...user, extensionAttributes: user.extensionAttributes.map((old, at) => (at === place ? value : old)) };
    }
    case 3:
      return { ...user, managerId: random.chance(0.3) ? null : idOf("user", random.below(60)) };
    case 4:
      return { ...user, licenses: randomLicenses(random, SKUS) };
    default: {
      const changed = user.licenses.map((held) => ({ ...held, disabledPlans: randomPlans(random) }));
      return { ...user, licenses: changed.filter(() => random.chance(0.7)) };
    }
  }
}

/** The next state of a directory: people join, leave, return and change; SKUs come, go and change. */
export function changedDirectory(
  random: Random,
  before: DayCopy,
  size: number,
  rate = random.pick([0, 0.05, 0.2, 0.5]),
): DayCopy {
  const stayed = before.users.filter(() => !random.chance(rate / 4));
  const users = stayed.map((user) => (random.chance(rate) ? changedUser(random, user) : user));
  const here = new Set(users.map((user) => user.id));
  for (let index = 0; index < size * 2; index += 1) {
    if (!here.has(idOf("user", index)) && random.chance(rate / 6)) users.push(randomUser(random, index));
  }
  const skus = random.chance(rate)
    ? before.skus.map((sku) => (random.chance(0.3) ? changedSku(random, sku) : sku))
    : before.skus;
  return {
    users: users.length > 0 ? users : [randomUser(random, 0)],
    skus: random.chance(rate / 4) ? randomSkus(random) : skus,
  };
}

/** A day that nobody would believe: most people are not in the listing. */
export function halvedDirectory(random: Random, before: DayCopy): DayCopy {
  const kept = random.shuffled(before.users).slice(0, Math.max(1, Math.floor(before.users.length / 3)));
  return { ...before, users: kept.map((user) => (random.chance(0.2) ? changedUser(random, user) : user)) };
}
