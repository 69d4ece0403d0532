import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import type { Dimension } from "../../query/answers.js";

const DIMENSIONS: Record<Dimension, Dimension> = { TENANT: "TENANT", SKU: "SKU" };
registerEnumType(DIMENSIONS, {
  name: "Dimension",
  description: "What to count by.",
  valuesConfig: {
    TENANT: { description: "The tenant." },
    SKU: { description: "The SKU." },
  },
});

@InputType({ description: "One key of a grouping." })
export class GroupKey {
  @Field(() => DIMENSIONS, { description: "What to count by." })
  by!: Dimension;
}

@ObjectType({ simpleResolvers: true, description: "The value of one group key in a row." })
export class KeyValue {
  @Field(() => DIMENSIONS, { description: "The key." })
  by!: Dimension;

  @Field(() => String, { nullable: true, description: "Microsoft's id of the tenant or SKU; null in the missing row." })
  value!: string | null;

  @Field(() => String, { nullable: true, description: "The value for people: a name." })
  label!: string | null;

  @Field(() => Boolean, { description: "Is this the row of those without a value?" })
  missing!: boolean;
}
