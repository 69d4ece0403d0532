import type { DirectoryUser, UserAttributes } from "../model/directory-user.js";
import { isGuid, type Guid } from "../model/guid.js";
import { EXTENSION_ATTRIBUTE_COUNT } from "../model/imported-fields.js";
import type { LicenseAssignment } from "../model/license-assignment.js";
import { MicrosoftFailure } from "./failure.js";

const EXTENSION_FIELDS = Array.from(
  { length: EXTENSION_ATTRIBUTE_COUNT },
  (_, index) => `extensionAttribute${index + 1}`,
);
const NO_EXTENSIONS: readonly null[] = EXTENSION_FIELDS.map(() => null);

type Raw = Readonly<Record<string, unknown>>;

/**
 * One user of Graph, the fields we read and nothing else; INVALID_RESPONSE for a value of a wrong type.
 * By hand because it runs for every person of every day: zod 4 took three times as long (measured on pages of 100).
 */
export function parseUser(item: unknown): DirectoryUser {
  const raw = asObject(item, "a user");
  return {
    id: asGuid(raw.id, "id"),
    attributes: parseAttributes(raw),
    extensionAttributes: parseExtensions(raw.onPremisesExtensionAttributes),
    managerId: parseManager(raw.manager),
    licenses: parseLicenses(raw.assignedLicenses),
  };
}

/** Spelled out, not looped over USER_TEXT_FIELDS: fixed names are twice as fast, and the type holds them complete. */
function parseAttributes(raw: Raw): UserAttributes {
  return {
    displayName: asText(raw.displayName, "displayName"),
    companyName: asText(raw.companyName, "companyName"),
    department: asText(raw.department, "department"),
    mail: asText(raw.mail, "mail"),
    givenName: asText(raw.givenName, "givenName"),
    surname: asText(raw.surname, "surname"),
    jobTitle: asText(raw.jobTitle, "jobTitle"),
    state: asText(raw.state, "state"),
    postalCode: asText(raw.postalCode, "postalCode"),
    streetAddress: asText(raw.streetAddress, "streetAddress"),
    city: asText(raw.city, "city"),
    preferredLanguage: asText(raw.preferredLanguage, "preferredLanguage"),
    usageLocation: asText(raw.usageLocation, "usageLocation"),
    userPrincipalName: asText(raw.userPrincipalName, "userPrincipalName"),
    officeLocation: asText(raw.officeLocation, "officeLocation"),
    country: asText(raw.country, "country"),
    userType: asText(raw.userType, "userType"),
  };
}

function parseExtensions(value: unknown): readonly (string | null)[] {
  if (value === null || value === undefined) return NO_EXTENSIONS;
  const raw = asObject(value, "onPremisesExtensionAttributes");
  let values: (string | null)[] | null = null;
  for (let index = 0; index < EXTENSION_ATTRIBUTE_COUNT; index++) {
    const field = EXTENSION_FIELDS[index] ?? "";
    const text = asText(raw[field], field);
    if (text === null) continue;
    values ??= [...NO_EXTENSIONS];
    values[index] = text;
  }
  return values ?? NO_EXTENSIONS;
}

/** No manager comes as null, as an absent key or as an empty object; a slim or a full object gives the id. */
function parseManager(value: unknown): Guid | null {
  if (value === null || value === undefined) return null;
  const { id } = asObject(value, "manager");
  return id === null || id === undefined ? null : asGuid(id, "manager.id");
}

function parseLicenses(value: unknown): readonly LicenseAssignment[] {
  // Never null in Graph's metadata, so an absent list is a broken answer and not "no license".
  const licenses = asArray(value, "assignedLicenses").map(parseLicense);
  if (licenses.length < 2) return licenses;
  licenses.sort((a, b) => (a.skuId < b.skuId ? -1 : a.skuId > b.skuId ? 1 : 0));
  return licenses.some((license, index) => license.skuId === licenses[index - 1]?.skuId) ? merged(licenses) : licenses;
}

function parseLicense(value: unknown): LicenseAssignment {
  const raw = asObject(value, "assignedLicenses");
  const plans = asArray(raw.disabledPlans ?? [], "disabledPlans").map((plan) => asRecurringGuid(plan, "disabledPlans"));
  return {
    skuId: asRecurringGuid(raw.skuId, "assignedLicenses.skuId"),
    disabledPlans: plans.length < 2 ? plans : [...new Set(plans)].sort(),
  };
}

/** A SKU that came twice is held once; a plan is off only if both say so. */
function merged(sorted: readonly LicenseAssignment[]): LicenseAssignment[] {
  const bySku = new Map<Guid, LicenseAssignment>();
  for (const license of sorted) {
    const first = bySku.get(license.skuId);
    const disabledPlans = first?.disabledPlans.filter((plan) => license.disabledPlans.includes(plan));
    bySku.set(license.skuId, { skuId: license.skuId, disabledPlans: disabledPlans ?? license.disabledPlans });
  }
  return [...bySku.values()];
}

/** Half of a surrogate pair, which no database keeps, becomes U+FFFD here, before anything is hashed or counted. */
function asText(value: unknown, field: string): string | null {
  if (typeof value === "string") return value.toWellFormed();
  if (value === null || value === undefined) return null;
  throw wrongType(field);
}

const LOWER_GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** SKUs and plans recur with every person: known ones are looked up, and kept in memory once. */
const KNOWN = new Map<string, Guid>();
const MOST_KNOWN = 10_000;

function asGuid(value: unknown, field: string): Guid {
  if (typeof value !== "string") throw wrongType(field);
  if (LOWER_GUID.test(value)) return value as Guid;
  if (!isGuid(value)) throw wrongType(field);
  return value.toLowerCase() as Guid;
}

function asRecurringGuid(value: unknown, field: string): Guid {
  const known = KNOWN.get(value as string);
  if (known !== undefined) return known;
  const guid = asGuid(value, field);
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(value as string, guid);
  return guid;
}

function asObject(value: unknown, field: string): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongType(field);
  return value as Raw;
}

function asArray(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(field);
  return value;
}

/** The field is told, the value is not: it may name a person. */
function wrongType(field: string): MicrosoftFailure {
  return new MicrosoftFailure("INVALID_RESPONSE", `GET /users answered with a wrong type at ${field}`);
}
