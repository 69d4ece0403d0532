import type { AccessKind, AccessState } from "../model/access.js";
import type { FailureCode } from "../model/failure.js";
import type { Guid } from "../model/guid.js";
import type { SnapshotCheck } from "../model/snapshot-check.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantState } from "../model/tenant.js";
import type { UserAttributes } from "../model/directory-user.js";

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
  /** Those that hold a SUSPECT day; none in every other state. */
  readonly checks: readonly SnapshotCheck[];
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
  /** As published, else the technical name, else the id. */
  readonly displayName: string;
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
