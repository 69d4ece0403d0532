import { Field, ID, Int, ObjectType } from "type-graphql";
import { ServicePlan, Sku } from "../sku/sku.type.js";

@ObjectType({
  simpleResolvers: true,
  description: "One of the fifteen on-premises extension attributes, with a value.",
})
export class ExtensionAttribute {
  @Field(() => Int, { description: "Its number, 1 to 15." })
  n!: number;

  @Field(() => String, { description: "Microsoft's name of it, for example `extensionAttribute3`." })
  name!: string;

  @Field(() => String, { description: "The text, as it came." })
  value!: string;
}

@ObjectType({ simpleResolvers: true, description: "A SKU that a person holds." })
export class AssignedLicense {
  @Field(() => Sku, { description: "The SKU held." })
  sku!: Sku;

  @Field(() => [ServicePlan], {
    description:
      "The service plans switched off for this person, by id; only the id where the tenant's SKU of that day does not list the plan.",
  })
  disabledPlans!: readonly ServicePlan[];

  @Field(() => [ID], {
    deprecationReason: "Ask for `disabledPlans { servicePlanId }`; removed on 2027-06-01.",
    description: "Microsoft's ids of the service plans switched off for this person.",
  })
  disabledPlanIds!: readonly string[];
}

/** Those that have a value. */
export function toExtensionAttributes(values: readonly (string | null)[]): ExtensionAttribute[] {
  return values.flatMap((value, index) =>
    value === null ? [] : [{ n: index + 1, name: `extensionAttribute${index + 1}`, value }],
  );
}
