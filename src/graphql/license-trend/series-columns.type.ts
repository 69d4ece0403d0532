import { Field, Int, ObjectType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { DayState } from "../../query/answers.js";
import type { TrendPoint } from "../../query/license-answers.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { DAY_STATES } from "../tenant-day/tenant-day.type.js";

function Column(description: string): PropertyDecorator {
  return Field(() => [Int], { description: `${description} Null where there are no figures.`, nullable: "items" });
}

@ObjectType({ simpleResolvers: true, description: "A series as parallel lists, one item a point in each." })
export class SeriesColumns {
  @Field(() => [DateScalar], {
    description: "The day of each point; the first one of its interval under MAX, MIN and AVERAGE.",
  })
  dates!: readonly SnapshotDate[];

  @Field(() => [DAY_STATES], { description: "What became of each point." })
  states!: readonly DayState[];

  @Field(() => [Int], { description: "How many tenants lack a day of each point." })
  missingTenants!: readonly number[];

  @Field(() => [Int], { description: "How many days the figures of each point come from." })
  days!: readonly number[];

  @Column("Prepaid units in good standing.") enabled!: readonly (number | null)[];
  @Column("Prepaid units in grace.") warning!: readonly (number | null)[];
  @Column("Prepaid units that are suspended.") suspended!: readonly (number | null)[];
  @Column("Prepaid units that are locked out.") lockedOut!: readonly (number | null)[];
  @Column("Units that can be assigned: enabled + warning.") purchased!: readonly (number | null)[];
  @Column("Units that Microsoft counts as consumed.") assigned!: readonly (number | null)[];
  @Column("Purchased and not assigned.") unassigned!: readonly (number | null)[];
  @Column("Assigned beyond what is purchased.") overassigned!: readonly (number | null)[];
  @Column("Pairs of person and SKU, counted from the people.") assignments!: readonly (number | null)[];
  @Column("Distinct people who hold one of the SKUs.") assignedUsers!: readonly (number | null)[];
}

/** The columns that every series of a trend shares. */
export type AxisColumns = Pick<SeriesColumns, "dates" | "states" | "missingTenants" | "days">;

export function toAxisColumns(points: readonly TrendPoint[]): AxisColumns {
  return {
    dates: points.map(({ date }) => date),
    states: points.map(({ state }) => state),
    missingTenants: points.map(({ missingTenants }) => missingTenants),
    days: points.map(({ days }) => days),
  };
}
