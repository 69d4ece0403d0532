import { Field, InputType } from "type-graphql";

@InputType({
  description:
    "What a text must be; all that is given must hold. Texts compare exactly, by code point, unless `ignoreCase`.",
})
export class StringFilter {
  @Field(() => String, { nullable: true, description: "Equal to this." })
  eq?: string | null;

  @Field(() => [String], { nullable: true, description: "Equal to one of these." })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: "Not equal to this." })
  ne?: string | null;

  @Field(() => String, { nullable: true, description: "Starting with this." })
  startsWith?: string | null;

  @Field(() => String, { nullable: true, description: "Containing this; `%` and `_` are ordinary characters." })
  contains?: string | null;

  @Field(() => Boolean, { nullable: true, description: "True: there is no value; false: there is one, maybe empty." })
  isNull?: boolean | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Compare both sides in lower case, as Unicode has it; the same on every database.",
  })
  ignoreCase!: boolean;
}
