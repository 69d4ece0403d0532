import { ArgsType, Field, ID } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { ForwardPageArgs } from "../connection/page.args.js";
import { DateScalar } from "../scalar/date.scalar.js";

@ArgsType()
export class AccessesArgs extends ForwardPageArgs {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;

  @Field(() => DateScalar, { description: "The first day." })
  from!: SnapshotDate;

  @Field(() => DateScalar, { description: "The last day, included." })
  to!: SnapshotDate;
}
