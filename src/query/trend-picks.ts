import type { DayState, Measures } from "./answers.js";
import type { TrendPick } from "./inputs.js";
import type { KeyValue, TrendPoint, TrendSeries } from "./license-answers.js";
import { MEASURE_NAMES, type SeriesFigures } from "./trend-figures.js";
import type { TrendPlan } from "./trend-points.js";

/** What is known of each day: how many tenants lack it, what they share, and whether it is shown. */
export interface TrendDay {
  readonly shown: boolean;
  readonly state: DayState;
}

/** The points of a trend, without figures. `missing`: tenants that lack a day of it, by point. */
export function toPoints(plan: TrendPlan, days: readonly TrendDay[], missing: readonly number[]): TrendPoint[] {
  return plan.points.map((point, index) => {
    const of = point.days.flatMap((day) => days[day] ?? []);
    const shown = of.filter((day) => day.shown).length;
    const states = new Set(of.map(({ state }) => state));
    const [shared = "MISSING"] = states.size === 1 ? states : [];
    const state = shown > 0 ? "PRESENT" : shared;
    return { date: point.date, state, missingTenants: missing[index] ?? 0, days: shown };
  });
}

/** One series as the points show it; each figure is picked on its own. */
export function toSeries(
  key: readonly KeyValue[],
  { figures }: SeriesFigures,
  { shown, pick }: ShownDays,
): TrendSeries {
  const columns = {} as Record<keyof Measures, (number | null)[]>;
  const unknown = shown.map(() => null);
  for (const name of MEASURE_NAMES) {
    const values = figures[name];
    columns[name] = values === undefined ? unknown : shown.map((days) => valueOf(values, days, pick));
  }
  return { key, columns };
}

/** The days of each point that are shown, and what stands for several. */
export interface ShownDays {
  readonly shown: readonly (readonly number[])[];
  readonly pick: TrendPick;
}

export function shownDays(plan: TrendPlan, days: readonly TrendDay[], pick: TrendPick): ShownDays {
  return { shown: plan.points.map((point) => point.days.filter((day) => days[day]?.shown)), pick };
}

function valueOf(values: Float64Array, days: readonly number[], pick: TrendPick): number | null {
  const [only] = days;
  if (only === undefined) return null;
  if (days.length === 1) return values[only] ?? 0;
  return picked(
    days.map((day) => values[day] ?? 0),
    pick,
  );
}

/** A mean is rounded to a whole number; a half goes up. */
function picked(values: readonly number[], pick: TrendPick): number {
  if (pick === "MAX") return values.reduce((most, value) => Math.max(most, value));
  if (pick === "MIN") return values.reduce((least, value) => Math.min(least, value));
  if (pick === "AVERAGE") return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  return values[0] ?? 0;
}
