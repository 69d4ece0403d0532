/** What each check compares: `expected` with `actual`. */
export const CHECK_MESSAGES = {
  USERS_HALVED: "users against the last sealed day",
  SKUS_HALVED: "SKUs against the last sealed day",
  ALL_LICENSES_GONE: "assignments against the last sealed day",
  CONSUMED_UNITS_DIFFER: "consumedUnits (expected) beside the assignments counted from people (actual)",
} as const;

/** One check made on a day before it was sealed: what was expected of it and what came. */
export interface SnapshotCheck {
  readonly code: keyof typeof CHECK_MESSAGES;
  readonly ok: boolean;
  readonly message: string;
  readonly expected: number | null;
  readonly actual: number | null;
  readonly skuId: string | null;
}
