import { Field, Int, ObjectType } from "type-graphql";
import { daysBetween, type SnapshotDate } from "../../model/snapshot-date.js";
import type { AsOf as AsOfAnswer, TenantDayAnswer } from "../../query/answers.js";
import { DateScalar } from "../scalar/date.scalar.js";

@ObjectType({ simpleResolvers: true, description: "Which days an answer stands on." })
export class AsOf {
  @Field(() => DateScalar, { nullable: true, description: "The day asked for; null: each tenant's own latest." })
  requested!: SnapshotDate | null;

  @Field(() => DateScalar, { nullable: true, description: "The oldest day used; null when no tenant contributed." })
  oldest!: SnapshotDate | null;

  @Field(() => DateScalar, { nullable: true, description: "The newest day used; null when no tenant contributed." })
  newest!: SnapshotDate | null;

  @Field(() => Boolean, { description: "Was every day used the day asked for?" })
  exact!: boolean;

  @Field(() => Int, { nullable: true, description: "Today less `oldest`, in days." })
  ageDays!: number | null;

  @Field(() => Boolean, { description: "Did every tenant in question contribute the day asked for?" })
  complete!: boolean;

  @Field(() => Int, { description: "How many tenants contributed." })
  tenantCount!: number;

  allGaps!: readonly TenantDayAnswer[];
}

/** The days of an answer as the API shows them. */
export function toAsOf({ gaps, ...answer }: AsOfAnswer): AsOf {
  return { ...answer, allGaps: gaps };
}

/** The day a single object stands on, when `requested` was asked for. */
export function toAsOfDay(date: SnapshotDate, requested: SnapshotDate | null, today: SnapshotDate | null): AsOf {
  const exact = requested === null || requested === date;
  const ageDays = today === null ? null : daysBetween(date, today);
  return { requested, oldest: date, newest: date, exact, ageDays, complete: exact, tenantCount: 1, allGaps: [] };
}
