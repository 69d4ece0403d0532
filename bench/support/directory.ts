import { setImmediate } from "node:timers/promises";
import type { ImportDeps } from "../../src/importer/import-tenant.js";
import type { DirectoryUser } from "../../src/model/directory-user.js";
import type { Guid } from "../../src/model/guid.js";
import { USER_TEXT_FIELDS } from "../../src/model/imported-fields.js";
import type { SubscribedSku } from "../../src/model/subscribed-sku.js";

const PAGE = 100; // what Graph gives with $expand=manager
const SKUS = 40;
/** After so many days everybody is written into memory anew, side by side as parsed pages lie: scattered people take twice as long to hash. */
const REWRITTEN = 10;

const hex = (value: number, width: number) => value.toString(16).padStart(width, "0");

/** Ids in ascending order, which is the best case for a table clustered by them; otherwise as mixed as Entra's. */
const userId = (index: number, life: number) =>
  `${hex(index, 8)}-${hex(life, 4)}-4000-8000-${hex(Math.imul(index + 1, 0x9e3779b1) >>> 0, 12)}` as Guid;
const skuId = (index: number) => `${hex((index * 0x9e3779 + 1) >>> 0, 8)}-5555-4555-8555-${hex(index, 12)}` as Guid;

/** A small, fast generator of numbers with a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function licensesOf(random: () => number) {
  const count = [0, 1, 2, 2, 2, 2, 3, 3, 1, 2][Math.floor(random() * 10)] ?? 1; // 1.8 on average
  const held = new Set(Array.from({ length: count }, () => Math.floor(random() ** 2 * SKUS)));
  return [...held]
    .map((index) => ({ skuId: skuId(index), disabledPlans: random() < 0.05 ? [skuId(900 + (index % 5))] : [] }))
    .sort((a, b) => (a.skuId < b.skuId ? -1 : 1));
}

function userOf(index: number, { life, random }: { life: number; random: () => number }): DirectoryUser {
  const given = `Given${index % 997}`;
  const surname = `Surname${index % 9973}`;
  const upn = `${given}.${surname}.${index}@contoso.example`.toLowerCase();
  const country = ["DE", "AT", "CH", "FR", "PL"][index % 5] ?? "DE";
  const filled: Partial<Record<(typeof USER_TEXT_FIELDS)[number], string>> = {
    ...{
      displayName: `${given} ${surname}`,
      companyName: `Contoso ${index % 7}`,
      mail: upn,
      givenName: given,
      surname,
    },
    ...{ department: `Department ${Math.floor(random() * 40)}`, jobTitle: `Job title ${Math.floor(random() * 200)}` },
    ...{
      city: `City ${index % 90}`,
      preferredLanguage: "de-DE",
      usageLocation: country,
      userPrincipalName: upn,
      country,
    },
    ...{ officeLocation: `Building ${index % 60}`, userType: "Member" },
  };
  return asParsed({
    id: userId(index, life),
    attributes: Object.fromEntries(USER_TEXT_FIELDS.map((f) => [f, filled[f] ?? null])) as DirectoryUser["attributes"],
    extensionAttributes: Array.from({ length: 15 }, (_, at) => (at === 0 ? `cost-${index % 300}` : null)),
    managerId: index === 0 ? null : userId(Math.floor(index / 12), 0),
    licenses: licensesOf(random),
  });
}

/** With strings as JSON gives them: each in one piece, not the pieces that it was put together from. */
function asParsed(user: DirectoryUser): DirectoryUser {
  return JSON.parse(JSON.stringify(user)) as DirectoryUser;
}

/** A tenant that lives from day to day in memory: 1% of its people change a day, a tenth of those leave and are replaced. */
export class LivingTenant {
  readonly users: DirectoryUser[];
  private readonly random: () => number;

  constructor(size: number, seed = 1) {
    this.random = generator(seed);
    this.users = Array.from({ length: size }, (_, index) => userOf(index, { life: 0, random: this.random }));
  }

  /** Lives one day. */
  nextDay(day: number, churn = 0.01): void {
    for (let left = Math.round(this.users.length * churn); left > 0; left -= 1) {
      const index = Math.floor(this.random() * this.users.length);
      const before = this.users[index];
      if (before === undefined) continue;
      const after = userOf(index, { life: day, random: this.random });
      const leaves = this.random() < 0.1;
      const onlyLicenses = this.random() < 0.4;
      this.users[index] = {
        ...after,
        id: leaves ? after.id : before.id,
        attributes: onlyLicenses && !leaves ? before.attributes : after.attributes,
        licenses: onlyLicenses || leaves ? after.licenses : before.licenses,
      };
    }
    if (day % REWRITTEN === 0) this.users.forEach((user, index) => void (this.users[index] = asParsed(user)));
  }

  get skus(): SubscribedSku[] {
    const size = this.users.length;
    return Array.from({ length: SKUS }, (_, index) => ({
      skuId: skuId(index),
      skuPartNumber: `SKU_${index}`,
      prepaidUnits: { enabled: size, warning: 0, suspended: 0, lockedOut: 0 },
      consumedUnits: Math.floor(size / (index + 1)),
      servicePlans: [
        {
          servicePlanId: skuId(900 + index),
          servicePlanName: "PLAN",
          appliesTo: "User",
          provisioningStatus: "Success",
        },
      ],
    }));
  }

  *pages(): Generator<DirectoryUser[]> {
    for (let start = 0; start < this.users.length; start += PAGE) yield this.users.slice(start, start + PAGE);
  }

  /** Its listings, as the importer asks for them. */
  get directory(): ImportDeps["directory"] {
    const { skus } = this;
    const pages = () => this.pages();
    return {
      listSubscribedSkus: async () => skus,
      async *listUsers() {
        for (const users of pages()) {
          await setImmediate(); // as every page from the network lets other work go on
          yield { kind: "page", users };
        }
      },
    };
  }
}

/** A person as Graph writes them. */
export function graphUser(user: DirectoryUser): object {
  return {
    ...{ id: user.id, ...user.attributes },
    assignedLicenses: user.licenses,
    onPremisesExtensionAttributes: Object.fromEntries(
      user.extensionAttributes.map((value, index) => [`extensionAttribute${index + 1}`, value]),
    ),
    manager: user.managerId === null ? null : { "@odata.type": "#microsoft.graph.user", id: user.managerId },
  };
}
