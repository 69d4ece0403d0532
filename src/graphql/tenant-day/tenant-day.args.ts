import { ArgsType, Field, ID } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { DayState } from "../../query/answers.js";
import { ForwardPageArgs } from "../connection/page.args.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { DAY_STATES } from "./tenant-day.type.js";

@ArgsType()
export class CoverageArgs extends ForwardPageArgs {
  @Field(() => [ID], {
    nullable: true,
    description: "Microsoft's ids of the tenants; all in scope when absent, none for an empty list.",
  })
  tenantIds?: string[] | null;

  @Field(() => DateScalar, { description: "The first day." })
  from!: SnapshotDate;

  @Field(() => DateScalar, { description: "The last day, included." })
  to!: SnapshotDate;

  @Field(() => [DAY_STATES], { nullable: true, description: "Only days in these states; every state when absent." })
  states?: DayState[] | null;
}
