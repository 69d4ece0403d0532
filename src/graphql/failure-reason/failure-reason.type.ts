import { Field, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "Why something could not be read, and what to do." })
export class FailureReason {
  @Field(() => String, { description: "The stable code, for example `BLOCKED_BY_CONDITIONAL_ACCESS`." })
  code!: string;

  @Field(() => String, { description: "What happened, in a sentence." })
  message!: string;

  @Field(() => String, { description: "What to do about it." })
  remedy!: string;

  @Field(() => String, { description: "Where to read more." })
  documentation!: string;
}
