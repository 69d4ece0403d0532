import { Field, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "One request we make of Microsoft, and what we keep of its answer." })
export class DataContractSource {
  @Field(() => String, { description: "The service: `Microsoft Graph` or `Partner Center`." })
  service!: string;

  @Field(() => String, { description: "The request that is sent, less the parameters of its pages." })
  request!: string;

  @Field(() => String, { description: "The least delegated permission it needs." })
  permission!: string;

  @Field(() => [String], { description: "The fields that are read, in Microsoft's spelling; nothing else is." })
  fields!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: "Exactly what is read from a customer's tenant." })
export class DataContract {
  @Field(() => [DataContractSource], { description: "Every request that is made; all of them only read." })
  sources!: readonly DataContractSource[];
}
