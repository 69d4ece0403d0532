import type { SnapshotDate } from "../model/snapshot-date.js";
import type { DayState, TenantDayAnswer } from "./answers.js";
import type { GapPolicy } from "./inputs.js";
import type { TrendDay } from "./trend-picks.js";
import type { TrendPlan } from "./trend-points.js";

const MOST_GAPS = 200;

/** Which days of a trend are there, tenant by tenant. */
export class TrendCoverage {
  private readonly onGap: GapPolicy;
  private readonly today: SnapshotDate;
  private readonly lacking: number[];
  private readonly states: (DayState | undefined)[] = [];
  private readonly pointOf: readonly number[];
  private first: readonly { day: number; answer: TenantDayAnswer }[] = [];
  /** How many tenants lack a day of a point. */
  readonly missing: number[];
  /** Somebody lacks today. */
  ofTheMoment = false;

  constructor(
    plan: TrendPlan,
    { onGap, today }: { onGap: GapPolicy; today: SnapshotDate },
    private readonly tenants: number,
  ) {
    this.onGap = onGap;
    this.today = today;
    this.lacking = plan.days.map(() => 0);
    this.missing = plan.points.map(() => 0);
    this.pointOf = plan.points.flatMap(({ days }, point) => days.map(() => point));
  }

  /** Notes the gaps of some tenants; those of one tenant come together. */
  add(gaps: readonly { day: number; answer: TenantDayAnswer }[]): void {
    const seen = new Set<string>();
    for (const { day, answer } of gaps) {
      this.ofTheMoment ||= answer.date === this.today;
      this.lacking[day] = (this.lacking[day] ?? 0) + 1;
      const known = this.states[day] ?? answer.state;
      this.states[day] = known === answer.state ? known : "MISSING";
      const point = this.pointOf[day] ?? 0;
      const place = `${point} ${answer.tenantId}`;
      if (!seen.has(place)) this.missing[point] = (this.missing[point] ?? 0) + 1;
      seen.add(place);
    }
    const order = (one: { answer: TenantDayAnswer }) => `${one.answer.date} ${one.answer.tenantId}`;
    this.first = [...this.first, ...gaps].sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, MOST_GAPS);
  }

  get gaps(): TenantDayAnswer[] {
    return this.first.map(({ answer }) => answer);
  }

  /** A day is shown when somebody contributed and, under EXACT, nobody lacks it. */
  days(): TrendDay[] {
    return this.lacking.map((lacking, day) => ({
      shown: lacking < this.tenants && (this.onGap !== "EXACT" || lacking === 0),
      state: this.states[day] ?? "MISSING",
    }));
  }
}
