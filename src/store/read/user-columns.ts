import { USER_TEXT_FIELDS, type UserTextField } from "../../model/imported-fields.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS, columnOf } from "../columns.js";

/** Field and column of every text field. */
export const FIELD_COLUMNS: readonly (readonly [UserTextField, string])[] = USER_TEXT_FIELDS.map((field) => [
  field,
  columnOf(field),
]);

/** Every column of a person's state, the manager first. */
export const STATE_COLUMNS: readonly string[] = ["manager_id", ...TEXT_COLUMNS, ...EXTENSION_COLUMNS];
