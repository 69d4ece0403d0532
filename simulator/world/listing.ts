import { onDay, slotAt, type Directory, type DirectoryDay } from "./directory.js";
import type { GraphUser } from "./graph-shapes.js";
import { mix } from "./hash.js";
import { managerOf } from "./manager.js";
import { personAt, type PersonDay } from "./person.js";
import { USER_PROPERTIES, type UserProperties } from "./user-properties.js";

/** The name of a property that can be selected. */
export type UserProperty = keyof UserProperties;

/** Where a page starts, how long it is, and who is left out. */
export interface PageRequest {
  position: number;
  size: number;
  /** The day the listing began on, which fixes its order. */
  listingDay: number;
  /** The share of people listed; 1 lists all. */
  keep: number;
}

/** A page of people and where the next one starts, if there is one. */
export interface Page {
  people: PersonDay[];
  /** The position of each person. */
  positions: number[];
  next: number | undefined;
}

/** The published fields; GET /users without a $select knows a smaller set. */
export const PUBLISHED_PROPERTIES: readonly UserProperty[] = [
  ...(["id", "displayName", "companyName", "department", "mail", "givenName", "surname", "jobTitle"] as const),
  ...(["state", "postalCode", "streetAddress", "city", "preferredLanguage", "usageLocation"] as const),
  ...(["assignedLicenses", "userPrincipalName", "officeLocation", "onPremisesExtensionAttributes"] as const),
  ...(["country", "userType"] as const),
];

/** Reads one page: work grows with the page, not with the tenant or the day. */
export function readPage(at: DirectoryDay, request: PageRequest): Page {
  const { directory } = at;
  const people: PersonDay[] = [];
  const positions: number[] = [];
  let position = request.position;
  for (; position < directory.slots && people.length < request.size; position++) {
    const slot = slotAt(directory, position, request.listingDay);
    const person = isKept(directory, slot, request.keep) ? personAt(at, slot) : undefined;
    if (!person) continue;
    people.push(person);
    positions.push(position);
  }
  return { people, positions, next: position < directory.slots ? position : undefined };
}

/** Writes the selected properties of a person and nothing else. */
export function selectProperties(person: PersonDay, properties: readonly UserProperty[]): Partial<UserProperties> {
  const selected: Partial<UserProperties> = {};
  for (const property of properties) copy(selected, property, person);
  return selected;
}

/** Everybody in a tenant on a day, with published fields and manager: the truth that an import is compared with. */
export function* everyone(directory: Directory, day: string): Generator<GraphUser> {
  const at = onDay(directory, day);
  for (let position = 0; position < directory.slots; position++) {
    const person = personAt(at, slotAt(directory, position, at.day));
    if (!person) continue;
    const user = selectProperties(person, PUBLISHED_PROPERTIES) as GraphUser;
    const manager = managerOf(person, true);
    yield manager === undefined ? user : { ...user, manager };
  }
}

function copy<K extends UserProperty>(into: Partial<UserProperties>, property: K, person: PersonDay): void {
  const read: (person: PersonDay) => UserProperties[K] = USER_PROPERTIES[property];
  into[property] = read(person);
}

function isKept(directory: Directory, slot: number, keep: number): boolean {
  return keep >= 1 || mix(directory.seed ^ 0x5eed, slot) / 0x1_0000_0000 < keep;
}
