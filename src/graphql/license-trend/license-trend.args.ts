import { ArgsType, Field, Int, registerEnumType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TrendInterval, TrendPick } from "../../query/inputs.js";
import type { Questions } from "../../query/questions.js";
import { GapTenantsArgs, toGap } from "../as-of/as-of.args.js";
import { toGuids } from "../guid-arguments.js";
import { GroupKey } from "../license-position/group-key.type.js";
import { LicenseFilter, toLicenseFilter } from "../license-position/license-position.args.js";
import { DateScalar } from "../scalar/date.scalar.js";

const INTERVALS: Record<TrendInterval, TrendInterval> = { DAY: "DAY", WEEK: "WEEK", MONTH: "MONTH" };
registerEnumType(INTERVALS, {
  name: "Interval",
  description: "How far the points of a series are apart.",
  valuesConfig: {
    DAY: { description: "A point a day." },
    WEEK: { description: "A point a week, from Monday." },
    MONTH: { description: "A point a month." },
  },
});

const PICKS: Record<TrendPick, TrendPick> = {
  FIRST: "FIRST",
  LAST: "LAST",
  MAX: "MAX",
  MIN: "MIN",
  AVERAGE: "AVERAGE",
};
registerEnumType(PICKS, {
  name: "Pick",
  description: "What stands for a week or a month. A day that is not there is never replaced by another one.",
  valuesConfig: {
    FIRST: { description: "Its first day." },
    LAST: { description: "Its last day." },
    MAX: { description: "The greatest value of each figure, on the days that are there." },
    MIN: { description: "The least value of each figure, on the days that are there." },
    AVERAGE: { description: "The mean of each figure over the days that are there, as a whole number." },
  },
});

@ArgsType()
export class LicenseTrendArgs extends GapTenantsArgs {
  @Field(() => DateScalar, { description: "The first day." })
  from!: SnapshotDate;

  @Field(() => DateScalar, { description: "The last day, included; at most 1,100 days." })
  to!: SnapshotDate;

  @Field(() => INTERVALS, { defaultValue: "DAY", description: "How far the points are apart." })
  interval!: TrendInterval;

  @Field(() => PICKS, { defaultValue: "LAST", description: "What stands for a week or a month." })
  pick!: TrendPick;

  @Field(() => LicenseFilter, { nullable: true, description: "Which licenses to count." })
  filter?: LicenseFilter | null;

  @Field(() => [GroupKey], { nullable: true, description: "What to count by; one series of everything when absent." })
  groupBy?: GroupKey[] | null;

  @Field(() => Int, {
    defaultValue: 20,
    description: "How many series at most, 1 to 200: those with most assignments; `other` has the rest.",
  })
  first!: number;
}

/** The arguments of `licenseTrend` as `query/` takes them. */
export function toLicenseTrendInput(args: LicenseTrendArgs): Parameters<Questions["licenseTrend"]>[1] {
  const { from, to, interval, pick, first } = args;
  const tenantIds = toGuids("tenantIds", args.tenantIds);
  const what = { filter: toLicenseFilter(args.filter), groupBy: args.groupBy ?? null };
  return { from, to, interval, pick, first, ...toGap(args), tenantIds, ...what };
}
