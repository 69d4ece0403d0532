import type { CauseKind } from "../model/change.js";
import type { Dimension } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantState } from "../model/tenant.js";
import type { UserTextField } from "../model/imported-fields.js";

export type GapPolicy = "EXACT" | "OMIT" | "PREVIOUS";

/** At most one of first/last; 1 to 200. */
export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface At {
  readonly at?: SnapshotDate | null;
  readonly onGap?: GapPolicy;
  readonly maxAgeDays?: number;
  readonly tenantIds?: readonly TenantId[] | null;
}

export interface StringFilter {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly ne?: string | null;
  readonly startsWith?: string | null;
  readonly contains?: string | null;
  readonly isNull?: boolean | null;
  /** Both sides in lower case, as JavaScript folds it. */
  readonly ignoreCase?: boolean | null;
}

/** A manager and everybody below, `depth` levels down; every level when absent. */
export interface ManagerFilter {
  readonly managerId: Guid;
  readonly depth?: number | null;
  readonly includeManager?: boolean | null;
}

export type UserFilter = {
  readonly [field in UserTextField]?: StringFilter | null;
} & {
  readonly and?: readonly UserFilter[] | null;
  readonly or?: readonly UserFilter[] | null;
  readonly not?: UserFilter | null;
  readonly extensionAttribute?: { readonly n: number; readonly value: StringFilter } | null;
  readonly managerId?: Guid | null;
  readonly manager?: ManagerFilter | null;
  readonly skus?: {
    readonly any?: readonly Guid[] | null;
    readonly all?: readonly Guid[] | null;
    readonly none?: readonly Guid[] | null;
    readonly isEmpty?: boolean | null;
  } | null;
};

export interface UserOrder {
  readonly field: UserTextField;
  readonly direction: "ASC" | "DESC";
}

/** Which changes; all that is given must hold. */
export interface ChangeFilter {
  readonly kinds?: readonly CauseKind[] | null;
  /** The new or the given-up SKU is one of these. */
  readonly skuIds?: readonly Guid[] | null;
  readonly fields?: readonly string[] | null;
  /** The person matches on either side of the step. */
  readonly user?: UserFilter | null;
}

/** One key of a grouping: `n` goes with EXTENSION_ATTRIBUTE, `depth` with MANAGER. */
export interface GroupKey {
  readonly by: Dimension;
  readonly n?: number | null;
  readonly depth?: number | null;
}

export interface TenantFilter {
  /** Part of the name, exactly as written. */
  readonly nameContains?: string | null;
  readonly name?: StringFilter | null;
  readonly defaultDomain?: StringFilter | null;
  readonly states?: readonly TenantState[] | null;
}

export interface SkuListFilter {
  readonly skuIds?: readonly Guid[] | null;
  readonly excludeSkuIds?: readonly Guid[] | null;
  readonly includeFree?: boolean | null;
  readonly includeCompanySkus?: boolean | null;
}

export interface LicenseFilter extends SkuListFilter {
  readonly user?: UserFilter | null;
}

export type RowOrder =
  "KEY_ASC" | "ASSIGNMENTS_DESC" | "ASSIGNED_DESC" | "PURCHASED_DESC" | "UNASSIGNED_DESC" | "OVERASSIGNED_DESC";

export type TrendInterval = "DAY" | "WEEK" | "MONTH";

/** Which of an interval's days stands for it: one of its ends, or each figure's greatest, least or mean. */
export type TrendPick = "FIRST" | "LAST" | "MAX" | "MIN" | "AVERAGE";
