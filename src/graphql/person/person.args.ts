import { ArgsType, Field, ID } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { GapArgs } from "../as-of/as-of.args.js";
import { DateScalar } from "../scalar/date.scalar.js";

@ArgsType()
export class PersonArgs {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;

  @Field(() => ID, { description: "Microsoft's id of the person (the object id in Entra ID)." })
  entraId!: string;
}

@ArgsType()
export class PersonStateArgs extends GapArgs {
  @Field(() => DateScalar, { nullable: true, description: "The UTC day; the tenant's latest when absent." })
  at?: SnapshotDate | null;
}
