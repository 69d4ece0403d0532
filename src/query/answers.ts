import type { CauseKind } from "../model/change.js";
import type { Dimension } from "../model/group-key.js";
import type { AccessKind, AccessState } from "../model/access.js";
import type { FailureCode } from "../model/failure.js";
import type { Guid } from "../model/guid.js";
import type { SnapshotCheck } from "../model/snapshot-check.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantState } from "../model/tenant.js";
import type { UserAttributes } from "../model/directory-user.js";
import type { UserTextField } from "../model/imported-fields.js";

export type GapPolicy = "EXACT" | "OMIT" | "PREVIOUS";
export type DayState = "PRESENT" | "SUSPECT" | "FAILED" | "MISSING" | "PENDING" | "NOT_EXPECTED" | "RETIRED";

export interface TenantAnswer {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly defaultDomain: string | null;
  readonly state: TenantState;
  readonly firstSnapshot: SnapshotDate | null;
  readonly lastSnapshot: SnapshotDate | null;
}

export interface SnapshotAnswer {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly revision: number;
  readonly importedAt: Date;
  readonly userCount: number;
  readonly skuCount: number;
  /** Hex of the SHA-256 of the canonical content. */
  readonly contentHash: string;
  readonly checks: readonly SnapshotCheck[];
}

export interface FailureReasonAnswer {
  readonly code: FailureCode;
  readonly message: string;
  readonly remedy: string;
  readonly documentation: string;
}

export type TenantAccessState = "UNKNOWN" | "GRANTED" | "REFUSED";

/** How a tenant's imports have been going. Every instant is real, whatever the calendar says. */
export interface ImportHealthAnswer {
  readonly lastSuccess: Date | null;
  readonly lastAttempt: Date | null;
  readonly lastFailure: FailureReasonAnswer | null;
  readonly lastFailureDetail: string | null;
  readonly consecutiveFailures: number;
  readonly nextDue: Date | null;
  /** What the last attempt that told has met. */
  readonly access: {
    readonly state: TenantAccessState;
    readonly reason: FailureReasonAnswer | null;
    readonly at: Date | null;
  };
}

/** One access of a tenant at Microsoft. */
export interface AccessAnswer {
  readonly tenantId: TenantId;
  readonly clientRequestId: Guid;
  readonly date: SnapshotDate;
  readonly kind: AccessKind;
  readonly endpoint: string;
  readonly resource: string;
  readonly fields: readonly string[];
  readonly applicationId: string;
  readonly username: string | null;
  readonly objectId: string | null;
  readonly uniqueTokenIdentifier: string | null;
  readonly state: AccessState;
  readonly reason: FailureReasonAnswer | null;
  readonly detail: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly requests: number;
  readonly pages: number;
  readonly items: number;
}

export interface TenantDayAnswer {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly state: DayState;
  readonly snapshot: SnapshotAnswer | null;
  readonly reason: FailureReasonAnswer | null;
}

/** Which days an answer stands on. `gaps` are the tenants left out. */
export interface AsOf {
  readonly requested: SnapshotDate | null;
  readonly oldest: SnapshotDate | null;
  readonly newest: SnapshotDate | null;
  readonly exact: boolean;
  /** Today less `oldest`, in days. */
  readonly ageDays: number | null;
  readonly complete: boolean;
  readonly tenantCount: number;
  readonly gaps: readonly TenantDayAnswer[];
}

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly cursors: readonly string[];
  readonly totalCount: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

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

export interface SkuAnswer {
  readonly skuId: Guid;
  /** Null: no tenant ever listed it. */
  readonly skuPartNumber: string | null;
  /** Falls back to the part number, then to the id. */
  readonly productName: string;
}

export interface AssignedLicenseAnswer {
  readonly sku: SkuAnswer;
  readonly disabledPlanIds: readonly Guid[];
  /** The same plans, named where the tenant's SKU of that day lists them; empty unless asked for. */
  readonly disabledPlans: readonly ServicePlanAnswer[];
}

/** Identity across days. */
export interface PersonAnswer {
  readonly tenantId: TenantId;
  readonly entraId: Guid;
}

/** One person on one day. `manager` is null when the id is no person of the tenant. */
export interface UserStateAnswer {
  readonly attributes: UserAttributes;
  readonly person: PersonAnswer;
  readonly date: SnapshotDate;
  readonly revision: number;
  readonly managerId: Guid | null;
  readonly manager: PersonAnswer | null;
  readonly extensionAttributes: readonly (string | null)[];
  readonly licenses: readonly AssignedLicenseAnswer[];
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

/** A pair of sealed days of a tenant: the later one, and the one it is measured from. */
export interface StepAnswer {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly revision: number;
  readonly previousDate: SnapshotDate;
  readonly previousRevision: number;
}

/** One difference between two sealed days. */
export interface ChangeAnswer extends StepAnswer {
  /** MOVED_IN and MOVED_OUT behind a cause alone. */
  readonly kind: CauseKind;
  readonly person: PersonAnswer | null;
  readonly sku: SkuAnswer | null;
  readonly previousSku: SkuAnswer | null;
  readonly field: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly unitsBefore: number | null;
  readonly unitsAfter: number | null;
}

export interface LicensePeriodAnswer {
  readonly sku: SkuAnswer;
  readonly from: SnapshotDate;
  readonly to: SnapshotDate | null;
  readonly openStart: boolean;
  readonly openEnd: boolean;
  readonly days: number;
}

export interface Measures {
  readonly enabled: number | null;
  readonly warning: number | null;
  readonly suspended: number | null;
  readonly lockedOut: number | null;
  readonly purchased: number | null;
  readonly assigned: number | null;
  readonly unassigned: number | null;
  readonly overassigned: number | null;
  readonly assignments: number;
  /** Distinct people; does not add up across rows. */
  readonly assignedUsers: number;
}

export interface ServicePlanAnswer {
  readonly servicePlanId: Guid;
  readonly servicePlanName: string | null;
  readonly appliesTo: string | null;
  readonly provisioningStatus: string | null;
}

export interface SubscribedSkuAnswer {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly revision: number;
  readonly sku: SkuAnswer;
  readonly measures: Measures;
  readonly servicePlans: readonly ServicePlanAnswer[];
  readonly assignable: boolean;
}

/** One key of a grouping: `n` goes with EXTENSION_ATTRIBUTE, `depth` with MANAGER. */
export interface GroupKey {
  readonly by: Dimension;
  readonly n?: number | null;
  readonly depth?: number | null;
}

export interface KeyValue {
  readonly by: Dimension;
  /** Which extension attribute; null for any other key. */
  readonly n: number | null;
  /** How many levels up; null for any other key than MANAGER. */
  readonly depth: number | null;
  /** Microsoft's id for TENANT, SKU and MANAGER, the text as it came otherwise; null in the missing row. */
  readonly value: string | null;
  readonly label: string;
  readonly missing: boolean;
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

export interface LicenseRow {
  readonly key: readonly KeyValue[];
  readonly measures: Measures;
}

export interface LicensePosition {
  /** Names the question, the scope and the days, so that a cursor of its rows fits no other answer. */
  readonly binding: string;
  readonly asOf: AsOf;
  readonly total: Measures;
  readonly rows: readonly LicenseRow[];
}

export interface Delta {
  readonly key: readonly KeyValue[];
  readonly before: Measures;
  readonly after: Measures;
  readonly assignments: number;
  readonly assigned: number | null;
  readonly purchased: number | null;
  /** None unless they were asked for. */
  readonly causes: readonly CauseAnswer[];
}

/** One reason for a difference; those of a row add up to its `assignments`, and to `purchased` where that is known. */
export interface CauseAnswer {
  readonly kind: CauseKind;
  readonly people: number;
  readonly assignments: number;
  readonly purchased: number | null;
  /** The row it explains, as `changesOf` takes it; null: the total. */
  readonly row: string | null;
  readonly changeCount: number;
}

/** Which changes behind a cause. */
export interface CauseChangesRequest extends Pick<PageRequest, "first" | "after"> {
  readonly cause: CauseAnswer;
}

export interface Comparison {
  readonly binding: string;
  readonly from: AsOf;
  readonly to: AsOf;
  readonly total: Delta;
  readonly rows: readonly Delta[];
  /** The changes behind causes, in the order asked: one walk for all of them. */
  readonly changesOf: (asked: readonly CauseChangesRequest[]) => Promise<Page<ChangeAnswer>[]>;
}

export type TrendInterval = "DAY" | "WEEK" | "MONTH";
/** Which of an interval's days stands for it: one of its ends, or each figure's greatest, least or mean. */
export type TrendPick = "FIRST" | "LAST" | "MAX" | "MIN" | "AVERAGE";

/** One place on the time axis, the same for every series. */
export interface TrendPoint {
  /** The day the figures are of; under MAX, MIN and AVERAGE the first day of the interval. */
  readonly date: SnapshotDate;
  readonly state: DayState;
  /** Tenants that lack a day of the point. */
  readonly missingTenants: number;
  /** How many days the figures come from; 0 where they are null. */
  readonly days: number;
}

/** One group over time: a list for each figure, as long as there are points. Null where nobody can say, or the point is missing. */
export interface TrendSeries {
  readonly key: readonly KeyValue[];
  readonly columns: Readonly<Record<keyof Measures, readonly (number | null)[]>>;
}

export interface LicenseTrend {
  readonly points: readonly TrendPoint[];
  readonly series: readonly TrendSeries[];
  /** Everything that `first` cut off, together; null when nothing was. */
  readonly other: TrendSeries | null;
  readonly seriesCount: number;
  /** Today is looked at, and somebody lacks it: its state may be another one in a minute, without anything being written. */
  readonly ofTheMoment: boolean;
  /** The days that tenants lack, by date, then tenant; the first 200. */
  readonly gaps: readonly TenantDayAnswer[];
}
