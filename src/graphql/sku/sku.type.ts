import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "A product that is licensed, whoever owns it." })
export class Sku {
  @Field(() => ID, { description: "Microsoft's id of the SKU." })
  skuId!: string;

  @Field(() => String, { nullable: true, description: "Microsoft's part number; null when no tenant ever listed it." })
  skuPartNumber!: string | null;

  @Field(() => String, {
    description:
      "The name to show: from Microsoft's published list where the operator imported it, else a built-in one for common products, else the part number, else the id.",
  })
  productName!: string;
}

@ObjectType({ simpleResolvers: true, description: "A service inside a SKU." })
export class ServicePlan {
  @Field(() => ID, { description: "Microsoft's id of the plan." })
  servicePlanId!: string;

  @Field(() => String, {
    nullable: true,
    description: "Microsoft's name of the plan, for example `EXCHANGE_S_STANDARD`.",
  })
  servicePlanName!: string | null;

  @Field(() => String, {
    description:
      "The name to show: from Microsoft's published list where the operator imported it, else `servicePlanName`, else the id.",
  })
  displayName!: string;

  @Field(() => String, { nullable: true, description: "`User` or `Company`: what the plan is assigned to." })
  appliesTo!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Microsoft's word for how far it is set up, for example `Success`.",
  })
  provisioningStatus!: string | null;
}
