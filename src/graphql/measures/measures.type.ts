import { Field, Int, ObjectType } from "type-graphql";
import type { Measures as MeasuresAnswer } from "../../query/answers.js";
import { DecimalScalar } from "../scalar/decimal.scalar.js";

function Units(description: string): PropertyDecorator {
  return Field(() => Int, { nullable: true, description });
}

@ObjectType({
  simpleResolvers: true,
  description:
    "Licenses in numbers, from two sources that differ in real tenants. The units are what Microsoft counts for the tenant; null when nobody can say whose they are, because the question speaks about people.",
})
export class Measures {
  @Units("Prepaid units in good standing.")
  enabled!: number | null;

  @Units("Prepaid units whose subscription lapsed and is in grace.")
  warning!: number | null;

  @Units("Prepaid units that are suspended.")
  suspended!: number | null;

  @Units("Prepaid units that are locked out.")
  lockedOut!: number | null;

  @Units("Units that can be assigned today: enabled + warning.")
  purchased!: number | null;

  @Units("Units that Microsoft counts as consumed.")
  assigned!: number | null;

  @Units("Purchased and not assigned; per tenant and SKU never below 0, then added.")
  unassigned!: number | null;

  @Units("Assigned beyond what is purchased; per tenant and SKU never below 0, then added.")
  overassigned!: number | null;

  @Field(() => Int, { description: "Pairs of person and SKU, counted from the people." })
  assignments!: number;

  @Field(() => Int, {
    description:
      "Distinct people who hold one of the SKUs. Does not add up across rows; in `other` it is the sum of the rows cut off.",
  })
  assignedUsers!: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Assigned divided by purchased, four digits; null when nothing is purchased or the units are null.",
  })
  utilization!: string | null;
}

/** The numbers as the API shows them. */
export function toMeasures(answer: MeasuresAnswer): Measures {
  return { ...answer, utilization: utilizationOf(answer) };
}

function utilizationOf({ assigned, purchased }: MeasuresAnswer): string | null {
  return assigned === null || purchased === null || purchased === 0 ? null : (assigned / purchased).toFixed(4);
}

const UNITS = [
  "enabled",
  "warning",
  "suspended",
  "lockedOut",
  "purchased",
  "assigned",
  "unassigned",
  "overassigned",
] as const;

/** The fields that are made of what a tenant owns. */
export const UNIT_FIELDS: readonly string[] = [...UNITS, "utilization"];

/** The sum of several rows; a unit that one row does not know is not known of the sum. */
export function addMeasures(rows: readonly MeasuresAnswer[]): MeasuresAnswer {
  const sum = { assignments: 0, assignedUsers: 0 };
  const units: Record<(typeof UNITS)[number], number | null> = {
    ...{ enabled: 0, warning: 0, suspended: 0, lockedOut: 0 },
    ...{ purchased: 0, assigned: 0, unassigned: 0, overassigned: 0 },
  };
  for (const row of rows) {
    sum.assignments += row.assignments;
    sum.assignedUsers += row.assignedUsers;
    for (const field of UNITS) units[field] = addKnown(units[field], row[field]);
  }
  return { ...units, ...sum };
}

function addKnown(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
