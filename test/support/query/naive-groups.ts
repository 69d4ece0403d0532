import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { Dimension } from "../../../src/model/group-key.js";
import type { UserTextField } from "../../../src/model/imported-fields.js";
import type { TenantId } from "../../../src/model/tenant.js";
import type { GroupKey } from "../../../src/query/inputs.js";
import type { DayCopy } from "../naive/day-copy.js";
import type { Random } from "../naive/random.js";

/** One tenant's copy of the day in question. */
export interface NaiveSide {
  readonly tenantId: TenantId;
  readonly copy: DayCopy;
}

/** Assignments and distinct people, by the values of the keys as JSON. */
export type NaiveRows = Map<string, { assignments: number; people: number }>;

const FIELDS: Partial<Record<Dimension, UserTextField>> = {
  ...{ DEPARTMENT: "department", COMPANY: "companyName", COUNTRY: "country", STATE: "state", CITY: "city" },
  ...{ OFFICE: "officeLocation", JOB_TITLE: "jobTitle", USER_TYPE: "userType", USAGE_LOCATION: "usageLocation" },
};

const DIMENSIONS: readonly Dimension[] = [
  ...(Object.keys(FIELDS) as Dimension[]),
  ...(["TENANT", "SKU", "MANAGER", "EXTENSION_ATTRIBUTE"] as const),
];

/** Up to three different keys. */
export function randomGroupBy(random: Random): GroupKey[] {
  const picked = random.shuffled(DIMENSIONS).slice(0, random.below(4));
  return picked.map((by) => {
    if (by === "EXTENSION_ATTRIBUTE") return { by, n: 1 + random.below(15) };
    return by === "MANAGER" ? { by, depth: 1 + random.below(3) } : { by };
  });
}

/** Counts person by person, license by license. */
export function naiveRows(
  sides: readonly NaiveSide[],
  groupBy: readonly GroupKey[],
  takes: (user: DirectoryUser, copy: DayCopy) => boolean = () => true,
): NaiveRows {
  const counts = new Map<string, { assignments: number; people: Set<string> }>();
  for (const { tenantId, copy } of sides) {
    for (const user of copy.users.filter((one) => takes(one, copy))) {
      for (const { skuId } of user.licenses) {
        const key = JSON.stringify(groupBy.map((one) => naiveValue(one, user, { tenantId, skuId, copy })));
        const count = counts.get(key) ?? { assignments: 0, people: new Set<string>() };
        count.people.add(`${tenantId} ${user.id}`);
        counts.set(key, { ...count, assignments: count.assignments + 1 });
      }
    }
  }
  return new Map([...counts].map(([key, { assignments, people }]) => [key, { assignments, people: people.size }]));
}

export function naiveValue(
  { by, n, depth }: GroupKey,
  user: DirectoryUser,
  { tenantId, skuId, copy }: { tenantId: TenantId; skuId: string; copy: DayCopy },
): string | null {
  if (by === "TENANT") return tenantId;
  if (by === "SKU") return skuId;
  if (by === "EXTENSION_ATTRIBUTE") return user.extensionAttributes[(n ?? 0) - 1] || null;
  if (by === "MANAGER") return naiveManager(user, depth ?? 1, copy);
  const field = FIELDS[by];
  return (field && user.attributes[field]) || null;
}

/** Climbs step by step and gives up at the top, or at a manager met before. */
export function naiveManager(user: DirectoryUser, depth: number, copy: DayCopy): string | null {
  const met: string[] = [];
  let at: string | null = user.managerId;
  while (at !== null && !met.includes(at)) {
    met.push(at);
    if (met.length === depth) return at;
    at = copy.users.find(({ id }) => id === at)?.managerId ?? null;
  }
  return null;
}
