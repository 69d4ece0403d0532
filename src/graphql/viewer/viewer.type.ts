import { Field, Int, ObjectType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { DateScalar } from "../scalar/date.scalar.js";

@ObjectType({ simpleResolvers: true, description: "Who is asking, and what they may see." })
export class Viewer {
  @Field(() => DateScalar, { description: "Today's UTC day, by the server's calendar." })
  today!: SnapshotDate;

  @Field(() => Int, { description: "How many tenants you may see." })
  tenantCount!: number;

  @Field(() => Boolean, { description: "Do you see every tenant, including those that join later?" })
  allTenants!: boolean;
}
