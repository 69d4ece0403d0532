import DataLoader from "dataloader";
import { Field, Int, ObjectType } from "type-graphql";
import type { CauseKind } from "../../model/change.js";
import type { Page } from "../../query/answers.js";
import type { CauseAnswer, CauseChangesRequest, Comparison } from "../../query/license-answers.js";
import { KINDS } from "../change/change.type.js";
import type { ChangeAnswer } from "../../query/change-answers.js";

/** The changes behind the causes of one comparison: one walk, however many causes are opened. */
export type CauseChangesLoader = DataLoader<CauseChangesRequest, Page<ChangeAnswer>>;

@ObjectType({ simpleResolvers: true, description: "One reason for a difference. Those of a row add up to it." })
export class Cause {
  @Field(() => KINDS, { description: "The reason." })
  kind!: CauseKind;

  @Field(() => Int, { description: "How many people; 0 where it is about what a tenant owns." })
  people!: number;

  @Field(() => Int, {
    description:
      "How many assignments more for this reason; negative when fewer. PLANS_CHANGED and ATTRIBUTE_CHANGED count 0.",
  })
  assignments!: number;

  @Field(() => Int, {
    nullable: true,
    description: "How many purchased units more for this reason; null when nobody can say.",
  })
  purchased!: number | null;

  answer!: CauseAnswer;
  loader!: CauseChangesLoader;
}

/** A loader for one comparison; its requests are objects, never asked twice. */
export function createCauseChangesLoader({ changesOf }: Pick<Comparison, "changesOf">): CauseChangesLoader {
  return new DataLoader((asked: readonly CauseChangesRequest[]) => changesOf(asked), { cache: false });
}

/** A cause as the API shows it. */
export function toCause(answer: CauseAnswer, loader: CauseChangesLoader): Cause {
  const { kind, people, assignments, purchased } = answer;
  return { kind, people, assignments, purchased, answer, loader };
}
