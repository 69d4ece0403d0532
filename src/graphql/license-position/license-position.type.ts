import { Field, ObjectType } from "type-graphql";
import type { LicensePosition as PositionAnswer, LicenseRow as RowAnswer } from "../../query/license-answers.js";
import { AsOf, toAsOf } from "../as-of/as-of.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { Measures, toMeasures } from "../measures/measures.type.js";
import { KeyValue } from "./group-key.type.js";

@ObjectType({ simpleResolvers: true, description: "One group, in numbers." })
export class LicenseRow {
  @Field(() => [KeyValue], { description: "What the row is about, one value for each group key." })
  key!: readonly KeyValue[];

  @Field(() => Measures, { description: "Its numbers." })
  measures!: Measures;
}

@ObjectType({ simpleResolvers: true, description: "A page of rows." })
export class LicenseRowConnection extends connectionOf(LicenseRow, "LicenseRow") {
  @Field(() => Measures, {
    nullable: true,
    description: "All rows that are not on this page, together: page and other add up to the total. Null when none is.",
  })
  other!: Measures | null;
}

@ObjectType({ simpleResolvers: true, description: "How many licenses there are and who holds them, in numbers." })
export class LicensePosition {
  @Field(() => AsOf, { description: "Which days the numbers stand on." })
  asOf!: AsOf;

  @Field(() => Measures, { description: "Everything together." })
  total!: Measures;

  allRows!: readonly RowAnswer[];
  binding!: string;
}

/** A position as the API shows it; its rows are cut to a page when they are asked for. */
export function toLicensePosition({ asOf, total, rows, binding }: PositionAnswer): LicensePosition {
  return { asOf: toAsOf(asOf), total: toMeasures(total), allRows: rows, binding };
}
