import { addressOf, mailOf } from "./address.js";
import { objectIdOf } from "./directory.js";
import { extensionAttributesOf } from "./extension-attributes.js";
import type { ExtraUserProperties, GraphUser } from "./graph-shapes.js";
import { pick } from "./hash.js";
import { licensesOf } from "./licenses.js";
import { isGuest } from "./oddities.js";
import type { PersonDay } from "./person.js";

/** Every property of a user that the simulator knows, apart from the expanded manager. */
export type UserProperties = Omit<GraphUser, "manager"> & ExtraUserProperties;

type Readers = { [K in keyof UserProperties]: (person: PersonDay) => UserProperties[K] };

const LONG_STREET = "Rue de la Très Longue Adresse, bâtiment Ω, ".repeat(24).slice(0, 1024);

/** Reads one property of a person each; $select picks among them, so what is not asked for costs nothing. */
export const USER_PROPERTIES: Readers = {
  id: (p) => objectIdOf(p.at.directory, p),
  displayName: (p) => p.name.display,
  companyName: (p) => (sometimes(p, 1, 10) ? null : companyName(p)),
  department: (p) => p.department.name,
  mail: mailOf,
  givenName: (p) => p.name.given,
  surname: (p) => p.name.family,
  jobTitle: (p) => (sometimes(p, 2, 12) ? null : pick(p.department.titles, p.key + p.departmentTerm)),
  state: (p) => (sometimes(p, 3, 20) ? null : p.place.state),
  postalCode: (p) => (sometimes(p, 4, 20) ? null : p.place.postalCode),
  streetAddress: (p) => (sometimes(p, 5, 20) ? null : streetAddress(p)),
  city: (p) => (sometimes(p, 6, 30) ? null : p.oddity === "trailing-space" ? `${p.place.city} ` : p.place.city),
  preferredLanguage: (p) => (sometimes(p, 7, 3) ? null : p.place.language),
  usageLocation: (p) => (sometimes(p, 8, 40) || isGuest(p.oddity) ? null : p.place.usageLocation),
  assignedLicenses: licensesOf,
  userPrincipalName: addressOf,
  officeLocation: (p) => (sometimes(p, 9, 15) ? null : p.oddity === "empty-string" ? "" : p.place.office),
  onPremisesExtensionAttributes: extensionAttributesOf,
  country: (p) => (sometimes(p, 10, 30) ? null : p.place.country),
  userType: (p) => (p.oddity === "no-user-type" ? null : isGuest(p.oddity) ? "Guest" : "Member"),
  businessPhones: (p) => (p.key % 3 === 0 ? [] : [`+1 425 555 0${(p.key % 900) + 100}`]),
  mobilePhone: (p) => (p.key % 4 === 0 ? `+1 206 555 0${(p.key % 900) + 100}` : null),
  accountEnabled: (p) => p.key % 25 !== 0,
  createdDateTime: (p) => `20${10 + (p.key % 15)}-0${1 + (p.key % 9)}-1${p.key % 10}T08:00:00Z`,
  licenseAssignmentStates: assignmentStates,
};

/** Leaves a property null for one person in so many, and for those who have nothing at all. */
function sometimes({ key, oddity }: PersonDay, salt: number, oneIn: number): boolean {
  return oddity === "all-null" || (key >>> salt) % oneIn === 0;
}

function companyName(person: PersonDay): string {
  return person.oddity === "awkward-text" ? " " : person.at.directory.name;
}

function streetAddress(person: PersonDay): string {
  return person.oddity === "long-values" ? LONG_STREET : person.place.street;
}

function assignmentStates(person: PersonDay): object[] {
  return licensesOf(person).map((license) => ({
    ...license,
    assignedByGroup: null,
    state: "Active",
    error: "None",
    lastUpdatedDateTime: "2026-01-01T00:00:00Z",
  }));
}
