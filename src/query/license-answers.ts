import type { CauseKind } from "../model/change.js";
import type { Dimension } from "../model/group-key.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { AsOf, DayState, Measures, Page, TenantDayAnswer } from "./answers.js";
import type { PageRequest } from "./inputs.js";
import type { ChangeAnswer } from "./change-answers.js";

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
