import type { CauseKind, ChangeKind } from "../model/change.js";
import type { Guid } from "../model/guid.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { PersonAnswer, SkuAnswer } from "./answers.js";

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

/** How many people a step changed in one way, or how many seats. */
export interface ChangeCountAnswer {
  readonly kind: ChangeKind;
  /** Null: whatever the SKU. Of a swap, the new one. */
  readonly sku: SkuAnswer | null;
  readonly people: number;
  readonly seats: number;
}

/** What one step changed, counted. */
export interface ChangeSummaryAnswer extends StepAnswer {
  /** Who changed in any way. */
  readonly people: number;
  readonly counts: readonly ChangeCountAnswer[];
}

/** What names a change: its step, whom or what it is about, and how. */
export interface ChangeRef extends StepAnswer {
  readonly kind: CauseKind;
  readonly entraId: Guid | null;
  readonly skuId: Guid | null;
  readonly field: string | null;
}
