import { Field, Int, ObjectType } from "type-graphql";
import type { Comparison as ComparisonAnswer, Delta as DeltaAnswer } from "../../query/license-answers.js";
import { AsOf, toAsOf } from "../as-of/as-of.type.js";
import { Cause, createCauseChangesLoader, toCause, type CauseChangesLoader } from "../cause/cause.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { KeyValue } from "../license-position/group-key.type.js";
import { Measures, toMeasures } from "../measures/measures.type.js";

@ObjectType({ simpleResolvers: true, description: "One group on two days, and the difference: after less before." })
export class Delta {
  @Field(() => [KeyValue], { description: "What the row is about, one value for each group key; none in the total." })
  key!: readonly KeyValue[];

  @Field(() => Measures, { description: "The numbers of the earlier day." })
  before!: Measures;

  @Field(() => Measures, { description: "The numbers of the later day." })
  after!: Measures;

  @Field(() => Int, { description: "How many assignments more; negative when fewer." })
  assignments!: number;

  @Field(() => Int, { nullable: true, description: "How many assigned units more; null when nobody can say." })
  assigned!: number | null;

  @Field(() => Int, { nullable: true, description: "How many purchased units more; null when nobody can say." })
  purchased!: number | null;

  @Field(() => [Cause], {
    description: "Why: reasons that add up to `assignments`, and to `purchased` where it is known.",
  })
  causes!: readonly Cause[];
}

@ObjectType({ simpleResolvers: true, description: "A page of differences." })
export class DeltaConnection extends connectionOf(Delta, "Delta") {}

@ObjectType({ simpleResolvers: true, description: "Two days side by side." })
export class Comparison {
  @Field(() => AsOf, { description: "Which days the earlier side stands on." })
  from!: AsOf;

  @Field(() => AsOf, { description: "Which days the later side stands on." })
  to!: AsOf;

  @Field(() => Delta, { description: "Everything together." })
  total!: Delta;

  @Field(() => [Cause], { description: "The reasons for the total; those of the rows add up to them, kind by kind." })
  causes!: readonly Cause[];

  loader!: CauseChangesLoader;
  allRows!: readonly DeltaAnswer[];
  binding!: string;
}

/** A difference as the API shows it. */
export function toDelta(answer: DeltaAnswer, loader: CauseChangesLoader): Delta {
  const causes = answer.causes.map((cause) => toCause(cause, loader));
  return { ...answer, before: toMeasures(answer.before), after: toMeasures(answer.after), causes };
}

/** A comparison as the API shows it; its rows are cut to a page when they are asked for. */
export function toComparison(answer: ComparisonAnswer): Comparison {
  const { from, to, rows, binding } = answer;
  const loader = createCauseChangesLoader(answer);
  const total = toDelta(answer.total, loader);
  return { from: toAsOf(from), to: toAsOf(to), total, causes: total.causes, loader, allRows: rows, binding };
}
