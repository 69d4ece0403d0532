import { ArgsType, Field, Int } from "type-graphql";

@ArgsType()
export class CauseChangesArgs {
  @Field(() => Int, { defaultValue: 20, description: "How many at most, 1 to 200." })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The cursor after which the page starts; a place among all changes, so it fits every cause of the comparison.",
  })
  after?: string | null;
}
