import { ArgsType, Field, ID } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { ForwardPageArgs } from "../connection/page.args.js";
import { DateScalar } from "../scalar/date.scalar.js";

/** The steps of tenants between two days, in pages. */
@ArgsType()
export class StepsArgs extends ForwardPageArgs {
  @Field(() => DateScalar, { description: "The baseline: the changes of the days after it." })
  from!: SnapshotDate;

  @Field(() => DateScalar, { description: "The last day, included." })
  to!: SnapshotDate;

  @Field(() => [ID], {
    nullable: true,
    description: "Microsoft's ids of the tenants; all in scope when absent, none for an empty list.",
  })
  tenantIds?: string[] | null;
}
