import { binary, type Column, int, interval, intervalIndexes, nullable, type Table, text } from "./table.js";

const FIELDS = [
  ...["display_name", "company_name", "department", "mail", "given_name", "surname", "job_title", "state"],
  ...["postal_code", "street_address", "city", "preferred_language", "usage_location", "user_principal_name"],
  ...["office_location", "country", "user_type"],
  ...Array.from({ length: 15 }, (_, index) => `extension_attribute_${index + 1}`),
];

/** A person's published fields for as long as they stayed the same. */
export const USER_VERSION: Table = {
  name: "user_version",
  columns: {
    tenant_no: int,
    user_no: int,
    ...interval,
    manager_id: nullable(binary(16)),
    ...Object.fromEntries(FIELDS.map((field): [string, Column] => [field, nullable(text)])),
  },
  primaryKey: ["tenant_no", "user_no", "from_seq"],
  indexes: intervalIndexes("user_version"),
};
