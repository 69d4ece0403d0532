import { EXTENSION_ATTRIBUTE_COUNT, USER_TEXT_FIELDS, type UserTextField } from "../model/imported-fields.js";

/** displayName -> display_name: the column of a published text field. */
export function columnOf(field: UserTextField): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of the published text fields, in their order. */
export const TEXT_COLUMNS: readonly string[] = USER_TEXT_FIELDS.map(columnOf);

/** extension_attribute_1 to extension_attribute_15. */
export const EXTENSION_COLUMNS: readonly string[] = Array.from(
  { length: EXTENSION_ATTRIBUTE_COUNT },
  (_, index) => `extension_attribute_${index + 1}`,
);
