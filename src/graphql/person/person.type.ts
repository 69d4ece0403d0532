import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { PersonAnswer } from "../../query/answers.js";
import { Node } from "../node/node.type.js";
import { formatNodeId } from "../node-id.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { Sku } from "../sku/sku.type.js";

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Someone in a tenant's directory, across days: also who has left, and who came back.",
})
export class Person extends Node {
  tenantId!: TenantId;

  @Field(() => ID, { description: "Microsoft's id of the person (the object id in Entra ID)." })
  entraId!: Guid;
}

@ObjectType({ simpleResolvers: true, description: "A stretch of sealed days on which a person held a SKU." })
export class LicensePeriod {
  @Field(() => Sku, { description: "The SKU held." })
  sku!: Sku;

  @Field(() => DateScalar, { description: "The first sealed day it was held on." })
  from!: SnapshotDate;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last sealed day it was held on; null while held on the latest sealed day.",
  })
  to!: SnapshotDate | null;

  @Field(() => Boolean, { description: "The day before has no snapshot, so the true start is not known." })
  openStart!: boolean;

  @Field(() => Boolean, { description: "The day after has no snapshot, so the true end is not known." })
  openEnd!: boolean;

  @Field(() => Int, { description: "How many sealed days it was held on." })
  days!: number;
}

/** A person as the API shows them. */
export function toPerson({ tenantId, entraId }: PersonAnswer): Person {
  return { id: formatNodeId("Person", tenantId, entraId), tenantId, entraId };
}
