import type { Guid } from "./guid.js";
import type { LicenseAssignment } from "./license-assignment.js";
import type { UserTextField } from "./imported-fields.js";

/** The published text fields of a person as they came: null is null, an empty text stays an empty text. */
export type UserAttributes = Readonly<Record<UserTextField, string | null>>;

/** One person of a directory on one day. Licenses are sorted by SKU and without doubles. */
export interface DirectoryUser {
  readonly id: Guid;
  readonly attributes: UserAttributes;
  /** Fifteen values; index 0 is extensionAttribute1. */
  readonly extensionAttributes: readonly (string | null)[];
  /** The manager as read: may be no person of the tenant (an organisational contact). */
  readonly managerId: Guid | null;
  readonly licenses: readonly LicenseAssignment[];
}
