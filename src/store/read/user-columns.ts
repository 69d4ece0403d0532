import type { UserAttributes } from "../../model/directory-user.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS } from "../columns.js";

/** Every column of a person's state, the manager first. */
export const STATE_COLUMNS: readonly string[] = ["manager_id", ...TEXT_COLUMNS, ...EXTENSION_COLUMNS];

/** Written out, because an object that is filled in a loop is several times larger and slower to copy. */
export function toAttributes(row: Readonly<Record<string, string | null>>): UserAttributes {
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
