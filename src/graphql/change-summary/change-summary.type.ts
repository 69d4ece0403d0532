import { Field, Int, ObjectType } from "type-graphql";
import type { ChangeKind } from "../../model/change.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { KINDS } from "../change/change.type.js";
import { connectionOf } from "../connection/connection.type.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { Sku } from "../sku/sku.type.js";
import type { ChangeSummaryAnswer } from "../../query/change-answers.js";

@ObjectType({ simpleResolvers: true, description: "How many people changed in one way, or how many seats." })
export class ChangeCount {
  @Field(() => KINDS, { description: "What happened." })
  kind!: ChangeKind;

  @Field(() => Sku, {
    nullable: true,
    description: "Only what happened with this SKU, of a swap the new one; null: whatever the SKU.",
  })
  sku!: Sku | null;

  @Field(() => Int, {
    description:
      "Distinct people; 0 for what a tenant owns. Whoever has two SKUs in it counts once where `sku` is null, so SKUs need not add up.",
  })
  people!: number;

  @Field(() => Int, { description: "Purchased units more, negative when fewer; 0 for what happened to people." })
  seats!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: "What one sealed day changed against the sealed day before it, counted: always what `changes` tells.",
})
export class ChangeSummary {
  tenantId!: TenantId;

  @Field(() => DateScalar, { description: "The sealed day that shows it." })
  date!: SnapshotDate;

  @Field(() => DateScalar, {
    description: "The sealed day it is measured from; when that is not the day before, days are missing in between.",
  })
  previousDate!: SnapshotDate;

  @Field(() => Int, { description: "Distinct people who changed in any way." })
  people!: number;

  @Field(() => [ChangeCount], {
    description: "One for each kind that occurs, and one for each of its SKUs. By kind, then SKU.",
  })
  counts!: readonly ChangeCount[];
}

@ObjectType({ simpleResolvers: true, description: "A page of summaries, by date, then tenant." })
export class ChangeSummaryConnection extends connectionOf(ChangeSummary, "ChangeSummary") {}

/** A summary as the API shows it. */
export function toChangeSummary({ tenantId, date, previousDate, people, counts }: ChangeSummaryAnswer): ChangeSummary {
  return { tenantId, date, previousDate, people, counts };
}
