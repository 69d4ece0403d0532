import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { CAUSE_KINDS, type CauseKind } from "../../model/change.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { connectionOf } from "../connection/connection.type.js";
import { formatChangeId } from "./change-id.js";
import { Node } from "../node/node.type.js";
import { Person, toPerson } from "../person/person.type.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { Sku } from "../sku/sku.type.js";
import type { ChangeAnswer } from "../../query/change-answers.js";

const DESCRIPTIONS: Record<CauseKind, string> = {
  JOINED: "A person is in the directory whom no sealed day saw before.",
  LEFT: "A person is no longer in the directory.",
  RETURNED: "A person is in the directory again, whom a sealed day saw before.",
  LICENSE_ADDED: "A person holds a SKU; also beside JOINED and RETURNED.",
  LICENSE_REMOVED: "A person holds a SKU no longer; also beside LEFT.",
  SKU_SWAPPED: "A person gave up exactly one SKU, `previousSku`, and holds exactly one other instead, `sku`.",
  PLANS_CHANGED: "Other service plans are switched off in a license that is held on both days.",
  ATTRIBUTE_CHANGED: "A value of a person differs; `field` names it.",
  SEATS_BOUGHT: "More units of a SKU are purchased (enabled and warning).",
  SEATS_DROPPED: "Fewer units of a SKU are purchased (enabled and warning).",
  UNITS_CHANGED: "Units moved in a way that `purchased` does not tell; `field` names the counter.",
  SKU_APPEARED: "The tenant subscribes to a SKU.",
  SKU_DISAPPEARED: "The tenant subscribes to a SKU no longer.",
  MOVED_IN:
    "Only as a cause of `compare`: a license held on both days counts here now. `field`, `before` and `after` are what people are counted by, where that is one attribute of their own.",
  MOVED_OUT: "Only as a cause of `compare`: a license held on both days counts here no longer.",
};

export const KINDS = Object.fromEntries(CAUSE_KINDS.map((kind) => [kind, kind])) as Record<CauseKind, CauseKind>;
registerEnumType(KINDS, {
  name: "ChangeKind",
  description: "What happened to a person, or to what a tenant owns.",
  valuesConfig: Object.fromEntries(Object.entries(DESCRIPTIONS).map(([kind, description]) => [kind, { description }])),
});

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "One difference between two sealed days of a tenant.",
})
export class Change extends Node {
  tenantId!: TenantId;

  @Field(() => KINDS, { description: "What happened." })
  kind!: CauseKind;

  @Field(() => DateScalar, { description: "The sealed day that shows it." })
  date!: SnapshotDate;

  @Field(() => DateScalar, {
    description:
      "The sealed day it is measured from; when that is not the day before, it happened somewhere in between.",
  })
  previousDate!: SnapshotDate;

  @Field(() => Person, { nullable: true, description: "The person; null when it is about what the tenant owns." })
  person!: Person | null;

  @Field(() => Sku, { nullable: true, description: "The SKU it is about; of a swap, the new one." })
  sku!: Sku | null;

  @Field(() => Sku, { nullable: true, description: "The SKU given up in a swap." })
  previousSku!: Sku | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Microsoft's name of what changed: `department`, `manager`, `extensionAttribute3`, `disabledPlans`, `suspended`. With a license that came or went, `disabledPlans` where plans are switched off in it.",
  })
  field!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The value of `field` before. A manager is told by id, plans by their ids, sorted, with commas.",
  })
  before!: string | null;

  @Field(() => String, { nullable: true, description: "The value of `field` after." })
  after!: string | null;

  @Field(() => Int, { nullable: true, description: "Purchased units before, or those of the counter in `field`." })
  unitsBefore!: number | null;

  @Field(() => Int, { nullable: true, description: "Purchased units after, or those of the counter in `field`." })
  unitsAfter!: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "A page of changes, by date, tenant, and whom they are about: SKUs first.",
})
export class ChangeConnection extends connectionOf(Change, "Change") {}

/** A change as the API shows it. */
export function toChange(answer: ChangeAnswer): Change {
  const { tenantId, kind, date, previousDate, person, sku, previousSku, field } = answer;
  const { before, after, unitsBefore, unitsAfter } = answer;
  const told = { field, before, after, unitsBefore, unitsAfter };
  const step = { tenantId, kind, date, previousDate };
  return { id: formatChangeId(answer), ...step, person: person && toPerson(person), sku, previousSku, ...told };
}
