import { Field, ObjectType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { SubscribedSkuAnswer } from "../../query/answers.js";
import { AsOf, toAsOfDay } from "../as-of/as-of.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { Measures, toMeasures } from "../measures/measures.type.js";
import { Node } from "../node/node.type.js";
import { formatNodeId } from "../node-id.js";
import { ServicePlan, Sku } from "../sku/sku.type.js";

@ObjectType({ implements: Node, simpleResolvers: true, description: "What a tenant owned of one SKU on one day." })
export class SubscribedSku extends Node {
  tenantId!: TenantId;

  @Field(() => Sku, { description: "The SKU." })
  sku!: Sku;

  @Field(() => AsOf, { description: "The day this is of." })
  asOf!: AsOf;

  @Field(() => Measures, { description: "The units, and the people who hold them." })
  measures!: Measures;

  @Field(() => [ServicePlan], { description: "The services inside the SKU, by id." })
  servicePlans!: readonly ServicePlan[];

  @Field(() => Boolean, { description: "Can it be assigned to people? Not so when every service is for the company." })
  assignable!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "A page of what tenants own." })
export class SubscribedSkuConnection extends connectionOf(SubscribedSku, "SubscribedSku") {
  @Field(() => AsOf, { description: "Which days the list stands on." })
  asOf!: AsOf;
}

/** A subscribed SKU as the API shows it. `today` is null where nobody asked how old it is. */
export function toSubscribedSku(
  answer: SubscribedSkuAnswer,
  requested: SnapshotDate | null,
  today: SnapshotDate | null,
): SubscribedSku {
  const { tenantId, date, revision, sku } = answer;
  return {
    ...answer,
    id: formatNodeId("SubscribedSku", tenantId, date, revision, sku.skuId),
    asOf: toAsOfDay(date, requested, today),
    measures: toMeasures(answer.measures),
  };
}
