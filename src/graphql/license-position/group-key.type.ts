import { Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import type { Dimension } from "../../model/group-key.js";

const DESCRIPTIONS: Record<Dimension, string> = {
  TENANT: "The tenant.",
  SKU: "The SKU.",
  DEPARTMENT: "The person's department.",
  COMPANY: "The company the person works for.",
  COUNTRY: "The country of the person's address.",
  STATE: "The state or province of the person's address.",
  CITY: "The city of the person's address.",
  OFFICE: "The person's office.",
  JOB_TITLE: "The person's job title.",
  MANAGER:
    "The person's manager, or the one `depth` levels up. Who has fewer managers above is in the missing row; so is who would meet a manager twice on the way up.",
  USER_TYPE: "`Member` or `Guest`.",
  USAGE_LOCATION: "The two-letter country whose law governs the person's services.",
  EXTENSION_ATTRIBUTE: "The person's on-premises extension attribute `n`, 1 to 15.",
};

const DIMENSIONS = Object.fromEntries(Object.keys(DESCRIPTIONS).map((name) => [name, name])) as Record<
  Dimension,
  Dimension
>;
registerEnumType(DIMENSIONS, {
  name: "Dimension",
  description: "What to count by. Everything but TENANT and SKU speaks of people: the units are then null.",
  valuesConfig: Object.fromEntries(Object.entries(DESCRIPTIONS).map(([name, description]) => [name, { description }])),
});

@InputType({ description: "One key of a grouping." })
export class GroupKey {
  @Field(() => DIMENSIONS, { description: "What to count by." })
  by!: Dimension;

  @Field(() => Int, {
    nullable: true,
    description: "Which extension attribute, 1 to 15; only with EXTENSION_ATTRIBUTE.",
  })
  n?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many levels up, 1 (the direct manager, when absent) to 20; only with MANAGER.",
  })
  depth?: number | null;
}

@ObjectType({ simpleResolvers: true, description: "The value of one group key in a row." })
export class KeyValue {
  @Field(() => DIMENSIONS, { description: "The key." })
  by!: Dimension;

  @Field(() => Int, { nullable: true, description: "Which extension attribute; null for any other key." })
  n!: number | null;

  @Field(() => Int, { nullable: true, description: "How many levels up; null for any other key than MANAGER." })
  depth!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Microsoft's id of the tenant, SKU or manager, the text as it came otherwise; null in the missing row.",
  })
  value!: string | null;

  @Field(() => String, { description: "The value for people: a name where one is known, `(none)` in the missing row." })
  label!: string;

  @Field(() => Boolean, { description: "Is this the row of those without a value? Null and an empty text are one." })
  missing!: boolean;
}
