import { Field, Int, ObjectType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { DayState, Measures as MeasuresAnswer } from "../../query/answers.js";
import type { TrendPoint, TrendSeries } from "../../query/license-answers.js";
import { Measures, toMeasures } from "../measures/measures.type.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { DAY_STATES } from "../tenant-day/tenant-day.type.js";

@ObjectType({ simpleResolvers: true, description: "One group at one point of the time axis." })
export class Point {
  @Field(() => DateScalar, {
    description: "The day the figures are of; under MAX, MIN and AVERAGE the first day of the interval.",
  })
  date!: SnapshotDate;

  @Field(() => DAY_STATES, {
    description: "PRESENT where there are figures; else the state that all lacking tenants share, or MISSING.",
  })
  state!: DayState;

  @Field(() => Int, { description: "How many tenants lack a day of the point." })
  missingTenants!: number;

  @Field(() => Int, { description: "How many days the figures come from; 0 where there are none." })
  days!: number;

  @Field(() => Measures, { nullable: true, description: "The figures; null where a day is missing: never 0 or old." })
  measures!: Measures | null;
}

/** A series as points. */
export function toPoints(points: readonly TrendPoint[], { columns }: TrendSeries): Point[] {
  return points.map((point, place) => {
    const { date, state, missingTenants, days } = point;
    return { date, state, missingTenants, days, measures: days === 0 ? null : toMeasures(at(columns, place)) };
  });
}

function at(columns: TrendSeries["columns"], place: number): MeasuresAnswer {
  const value = (name: keyof MeasuresAnswer) => columns[name][place] ?? null;
  return {
    enabled: value("enabled"),
    warning: value("warning"),
    suspended: value("suspended"),
    lockedOut: value("lockedOut"),
    purchased: value("purchased"),
    assigned: value("assigned"),
    unassigned: value("unassigned"),
    overassigned: value("overassigned"),
    assignments: value("assignments") ?? 0,
    assignedUsers: value("assignedUsers") ?? 0,
  };
}
