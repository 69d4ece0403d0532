/** One check made on a day before it was sealed: what was expected of it and what came. */
export interface SnapshotCheck {
  readonly code: "USERS_HALVED" | "SKUS_HALVED" | "ALL_LICENSES_GONE" | "CONSUMED_UNITS_DIFFER";
  readonly ok: boolean;
  readonly message: string;
  readonly expected: number | null;
  readonly actual: number | null;
  readonly skuId: string | null;
}
