import type { Guid } from "../model/guid.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type {
  AccessAnswer,
  ImportHealthAnswer,
  AsOf,
  DayState,
  LicensePeriodAnswer,
  Page,
  PersonAnswer,
  SnapshotAnswer,
  SubscribedSkuAnswer,
  TenantAnswer,
  TenantDayAnswer,
  UserStateAnswer,
} from "./answers.js";
import type {
  At,
  ChangeFilter,
  GapPolicy,
  GroupKey,
  LicenseFilter,
  PageRequest,
  SkuListFilter,
  TenantFilter,
  TrendInterval,
  TrendPick,
  UserFilter,
  UserOrder,
} from "./inputs.js";
import type { ChangeAnswer, ChangeRef, ChangeSummaryAnswer } from "./change-answers.js";
import type {
  ChangeSelection,
  ComparisonSelection,
  LicenseSelection,
  TrendSelection,
  UserSelection,
} from "./selections.js";
import type { Comparison, LicensePosition, LicenseTrend } from "./license-answers.js";

/** Every question the API can ask. Each takes the scope first; an empty scope answers with nothing. */
export interface Questions {
  viewer(scope: TenantScope): Promise<{ today: SnapshotDate; tenantCount: number; allTenants: boolean }>;
  tenants(scope: TenantScope, input: { filter?: TenantFilter | null } & PageRequest): Promise<Page<TenantAnswer>>;
  /** Null outside the scope, exactly as for a tenant that does not exist. */
  tenant(scope: TenantScope, tenantId: TenantId): Promise<TenantAnswer | null>;
  tenantsById(scope: TenantScope, tenantIds: readonly TenantId[]): Promise<(TenantAnswer | null)[]>;
  /** In the order asked; null outside the scope. */
  importHealth(scope: TenantScope, tenantIds: readonly TenantId[]): Promise<(ImportHealthAnswer | null)[]>;
  snapshots(
    scope: TenantScope,
    input: { tenantId: TenantId; from?: SnapshotDate | null; to?: SnapshotDate | null } & PageRequest,
  ): Promise<Page<SnapshotAnswer>>;
  /** Null when the day is not sealed (or not in this revision). */
  snapshot(
    scope: TenantScope,
    input: { tenantId: TenantId; date: SnapshotDate; revision: number },
  ): Promise<SnapshotAnswer | null>;
  coverage(
    scope: TenantScope,
    input: {
      tenantIds?: readonly TenantId[] | null;
      from: SnapshotDate;
      to: SnapshotDate;
      states?: readonly DayState[] | null;
    } & PageRequest,
  ): Promise<Page<TenantDayAnswer>>;
  /** TENANT_NOT_FOUND outside the scope. */
  accesses(
    scope: TenantScope,
    input: { tenantId: TenantId; from: SnapshotDate; to: SnapshotDate } & PageRequest,
  ): Promise<Page<AccessAnswer>>;
  users(
    scope: TenantScope,
    input: At & PageRequest & { filter?: UserFilter | null; orderBy?: readonly UserOrder[] | null },
    selection: UserSelection,
  ): Promise<Page<UserStateAnswer> & { asOf: AsOf }>;
  person(scope: TenantScope, input: { tenantId: TenantId; entraId: Guid }): Promise<PersonAnswer | null>;
  /** First and last sealed day each person was seen on; in the order asked. */
  personSpans(
    scope: TenantScope,
    people: readonly PersonAnswer[],
  ): Promise<{ firstSeen: SnapshotDate; lastSeen: SnapshotDate }[]>;
  personState(
    scope: TenantScope,
    input: {
      person: PersonAnswer;
      at?: SnapshotDate | null;
      onGap?: GapPolicy;
      maxAgeDays?: number;
      revision?: number;
    },
  ): Promise<UserStateAnswer | null>;
  licensePeriods(scope: TenantScope, person: PersonAnswer): Promise<LicensePeriodAnswer[]>;
  subscribedSkus(
    scope: TenantScope,
    input: At & PageRequest & { filter?: SkuListFilter | null },
  ): Promise<Page<SubscribedSkuAnswer> & { asOf: AsOf }>;
  subscribedSku(
    scope: TenantScope,
    input: { tenantId: TenantId; date: SnapshotDate; revision: number; skuId: Guid },
  ): Promise<SubscribedSkuAnswer | null>;
  licenses(
    scope: TenantScope,
    input: At & { filter?: LicenseFilter | null; groupBy?: readonly GroupKey[] | null },
    selection?: LicenseSelection,
  ): Promise<LicensePosition>;
  /** Every change of the days after `from` up to and with `to`, each step from the sealed day before it. */
  changes(
    scope: TenantScope,
    input: {
      from: SnapshotDate;
      to: SnapshotDate;
      tenantIds?: readonly TenantId[] | null;
      filter?: ChangeFilter | null;
    } & Pick<PageRequest, "first" | "after">,
    selection: ChangeSelection,
  ): Promise<Page<ChangeAnswer>>;
  /** What each of those steps changed, counted; by date, then tenant. */
  changeSummaries(
    scope: TenantScope,
    input: { from: SnapshotDate; to: SnapshotDate; tenantIds?: readonly TenantId[] | null } & Pick<
      PageRequest,
      "first" | "after"
    >,
  ): Promise<Page<ChangeSummaryAnswer>>;
  /** The changes of one person; every step when no day is given. */
  timeline(
    scope: TenantScope,
    input: { person: PersonAnswer; from?: SnapshotDate | null; to?: SnapshotDate | null } & Pick<
      PageRequest,
      "first" | "after"
    >,
    selection: ChangeSelection,
  ): Promise<Page<ChangeAnswer>>;
  /** The first page of each person's timeline, in the order asked. */
  timelines(
    scope: TenantScope,
    input: {
      people: readonly PersonAnswer[];
      from?: SnapshotDate | null;
      to?: SnapshotDate | null;
      first?: number | null;
    },
    selection: ChangeSelection,
  ): Promise<Page<ChangeAnswer>[]>;
  /** One change again; null when those two days do not tell it. */
  change(scope: TenantScope, input: ChangeRef): Promise<ChangeAnswer | null>;
  licenseTrend(
    scope: TenantScope,
    input: {
      from: SnapshotDate;
      to: SnapshotDate;
      onGap?: GapPolicy;
      maxAgeDays?: number;
      interval?: TrendInterval;
      pick?: TrendPick;
      tenantIds?: readonly TenantId[] | null;
      filter?: LicenseFilter | null;
      groupBy?: readonly GroupKey[] | null;
      first?: number;
    },
    selection?: TrendSelection,
  ): Promise<LicenseTrend>;
  compare(
    scope: TenantScope,
    input: {
      from: SnapshotDate;
      to: SnapshotDate;
      onGap?: GapPolicy;
      maxAgeDays?: number;
      tenantIds?: readonly TenantId[] | null;
      filter?: LicenseFilter | null;
      groupBy?: readonly GroupKey[] | null;
    },
    selection?: ComparisonSelection,
  ): Promise<Comparison>;
}
