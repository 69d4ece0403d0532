import type { DirectoryUser, UserAttributes } from "./directory-user.js";
import type { Guid } from "./guid.js";
import type { UserTextField } from "./imported-fields.js";

/** The dimensions that read one text field of a person. */
export const FIELD_DIMENSIONS = {
  DEPARTMENT: "department",
  COMPANY: "companyName",
  COUNTRY: "country",
  STATE: "state",
  CITY: "city",
  OFFICE: "officeLocation",
  JOB_TITLE: "jobTitle",
  USER_TYPE: "userType",
  USAGE_LOCATION: "usageLocation",
} as const satisfies Record<string, UserTextField>;

type FieldDimension = keyof typeof FIELD_DIMENSIONS;

/** What licenses can be counted by. */
export type Dimension = "TENANT" | "SKU" | FieldDimension | "MANAGER" | "EXTENSION_ATTRIBUTE";

/** A key that speaks of people. The manager `depth` levels up, 1 is the direct one; extension attribute 1 to 15. */
export type PeopleKey =
  | { readonly by: FieldDimension }
  | { readonly by: "MANAGER"; readonly depth: number }
  | { readonly by: "EXTENSION_ATTRIBUTE"; readonly n: number };

/** What a person's state must tell to be put into a group. */
export type Grouped = Pick<DirectoryUser, "attributes" | "extensionAttributes" | "managerId">;

/** The value a key reads of a person's own state: the direct manager, however deep the key looks. Null and empty text are null. */
export function ownValue(key: PeopleKey, person: Grouped): string | null {
  if (key.by === "MANAGER") return person.managerId;
  if (key.by === "EXTENSION_ATTRIBUTE") return person.extensionAttributes[key.n - 1] || null;
  return person.attributes[FIELD_DIMENSIONS[key.by]] || null;
}

/** Each manager's own manager, on one day of one tenant. */
export interface Managers {
  get(managerId: Guid): Guid | null | undefined;
}

/** The managers above somebody whose direct manager is given, upwards. A manager who stands in the chain already ends it. */
export function* managersAbove(managers: Managers, direct: Guid | null): Generator<Guid> {
  const chain = new Set<Guid>();
  for (let manager = direct; manager !== null && !chain.has(manager); manager = managers.get(manager) ?? null) {
    chain.add(manager);
    yield manager;
  }
}

/** The manager `depth` levels above somebody whose direct manager is given; null when the chain ends before. */
export function managerAbove(managers: Managers, direct: Guid | null, depth: number): Guid | null {
  let level = 0;
  for (const manager of managersAbove(managers, direct)) {
    level += 1;
    if (level === depth) return manager;
  }
  return null;
}

/** The dimensions whose assignments are counted at import time and kept as intervals; the number is stored. */
export const COUNTED_DIMENSIONS = { DEPARTMENT: 1, COMPANY: 2, COUNTRY: 3, USAGE_LOCATION: 4 } as const;

export type CountedDimension = keyof typeof COUNTED_DIMENSIONS;

/** The value a person has in a counted dimension; null and the empty text are both "missing" (null). */
export function countedValue(dimension: CountedDimension, attributes: UserAttributes): string | null {
  return attributes[FIELD_DIMENSIONS[dimension]] || null;
}
