/** The published contract: exactly what is read of a person, in Microsoft's spelling. Shared by code, docs and a test. */
export const USER_TEXT_FIELDS = [
  "displayName",
  "companyName",
  "department",
  "mail",
  "givenName",
  "surname",
  "jobTitle",
  "state",
  "postalCode",
  "streetAddress",
  "city",
  "preferredLanguage",
  "usageLocation",
  "userPrincipalName",
  "officeLocation",
  "country",
  "userType",
] as const;

/** The `$select` of GET /users; the manager's id comes by `$expand`. */
export const USER_SELECT = ["id", ...USER_TEXT_FIELDS, "assignedLicenses", "onPremisesExtensionAttributes"] as const;

/** The `$expand` of GET /users. */
export const USER_EXPAND = "manager($select=id)";

/** The `$select` of GET /subscribedSkus. */
export const SUBSCRIBED_SKU_SELECT = [
  "skuId",
  "skuPartNumber",
  "prepaidUnits",
  "consumedUnits",
  "servicePlans",
] as const;

/** How many extension attributes there are: extensionAttribute1 to extensionAttribute15. */
export const EXTENSION_ATTRIBUTE_COUNT = 15;

export type UserTextField = (typeof USER_TEXT_FIELDS)[number];
