import type { OwnState } from "../../model/diff.js";
import type { UserAttributes } from "../../model/directory-user.js";
import { binaryToGuid } from "../binary.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS } from "../columns.js";

/** Every column of a person's state, the manager first. */
export const STATE_COLUMNS: readonly string[] = ["manager_id", ...TEXT_COLUMNS, ...EXTENSION_COLUMNS];

type Texts = Readonly<Record<string, string | null>>;

/** Written out, because an object that is filled in a loop is several times larger and slower to copy. */
export function toAttributes(row: Texts): UserAttributes {
  return {
    displayName: row["display_name"] ?? null,
    companyName: row["company_name"] ?? null,
    department: row["department"] ?? null,
    mail: row["mail"] ?? null,
    givenName: row["given_name"] ?? null,
    surname: row["surname"] ?? null,
    jobTitle: row["job_title"] ?? null,
    state: row["state"] ?? null,
    postalCode: row["postal_code"] ?? null,
    streetAddress: row["street_address"] ?? null,
    city: row["city"] ?? null,
    preferredLanguage: row["preferred_language"] ?? null,
    usageLocation: row["usage_location"] ?? null,
    userPrincipalName: row["user_principal_name"] ?? null,
    officeLocation: row["office_location"] ?? null,
    country: row["country"] ?? null,
    userType: row["user_type"] ?? null,
  };
}

function toExtensions(row: Texts): (string | null)[] {
  return [
    row["extension_attribute_1"] ?? null,
    row["extension_attribute_2"] ?? null,
    row["extension_attribute_3"] ?? null,
    row["extension_attribute_4"] ?? null,
    row["extension_attribute_5"] ?? null,
    row["extension_attribute_6"] ?? null,
    row["extension_attribute_7"] ?? null,
    row["extension_attribute_8"] ?? null,
    row["extension_attribute_9"] ?? null,
    row["extension_attribute_10"] ?? null,
    row["extension_attribute_11"] ?? null,
    row["extension_attribute_12"] ?? null,
    row["extension_attribute_13"] ?? null,
    row["extension_attribute_14"] ?? null,
    row["extension_attribute_15"] ?? null,
  ];
}

/** The columns of a person's state as the driver gives them. */
export type RawState = Texts & { readonly manager_id: Buffer | null };

/** A person's state from STATE_COLUMNS. */
export function toState(row: RawState): OwnState {
  return {
    managerId: row.manager_id === null ? null : binaryToGuid(row.manager_id),
    attributes: toAttributes(row),
    extensionAttributes: toExtensions(row),
  };
}
