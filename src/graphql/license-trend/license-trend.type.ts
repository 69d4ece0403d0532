import { Field, Int, ObjectType } from "type-graphql";
import type { TenantDayAnswer } from "../../query/answers.js";
import type { LicenseTrend as TrendAnswer, TrendSeries } from "../../query/license-answers.js";
import { KeyValue } from "../license-position/group-key.type.js";
import { SeriesColumns, toAxisColumns, type AxisColumns } from "./series-columns.type.js";
import { Point, toPoints } from "./point.type.js";

@ObjectType({ simpleResolvers: true, description: "One group over time, as points and as columns: take one of them." })
export class Series {
  @Field(() => [KeyValue], { description: "What the series is about, one value for each group key; none in `other`." })
  key!: readonly KeyValue[];

  @Field(() => [Point], { description: "A point for each day, week or month, in order." })
  points!: readonly Point[];

  @Field(() => SeriesColumns, { description: "The same as parallel lists, which are much smaller." })
  columns!: SeriesColumns;
}

@ObjectType({ simpleResolvers: true, description: "Licenses over time." })
export class LicenseTrend {
  @Field(() => [Series], { description: "The series with most assignments first, equal ones by key." })
  series!: readonly Series[];

  @Field(() => Series, {
    nullable: true,
    description: "Every series that `first` cut off, together; null when none is.",
  })
  other!: Series | null;

  @Field(() => Int, { description: "How many series there are, whatever `first`." })
  seriesCount!: number;

  allGaps!: readonly TenantDayAnswer[];
}

/** A trend as the API shows it; points and columns are made when they are asked for. */
export function toLicenseTrend(answer: TrendAnswer): LicenseTrend {
  const shared = { ...answer, axis: toAxisColumns(answer.points) };
  return {
    series: answer.series.map((series) => toSeries(shared, series)),
    other: answer.other && toSeries(shared, answer.other),
    seriesCount: answer.seriesCount,
    allGaps: answer.gaps,
  };
}

function toSeries({ points, axis }: TrendAnswer & { axis: AxisColumns }, series: TrendSeries): Series {
  return {
    key: series.key,
    get points() {
      return toPoints(points, series);
    },
    get columns() {
      return { ...axis, ...series.columns };
    },
  };
}
