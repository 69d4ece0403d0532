import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { CauseKind } from "../../model/change.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { ChangeFilter as ChangeFilterInput } from "../../query/inputs.js";
import type { Questions } from "../../query/questions.js";
import { ForwardPageArgs } from "../connection/page.args.js";
import { toGuids } from "../guid-arguments.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { toUserFilter, UserFilter } from "../user-state/user-filter.type.js";
import { KINDS } from "./change.type.js";
import { StepsArgs } from "./steps.args.js";

@InputType({ description: "Which changes; all that is given must hold." })
export class ChangeFilter {
  @Field(() => [KINDS], { nullable: true, description: "Of one of these kinds." })
  kinds?: CauseKind[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "About one of these SKUs (Microsoft's ids), as the new or as the given-up one.",
  })
  skuIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: "With one of these in `field`." })
  fields?: string[] | null;

  @Field(() => UserFilter, {
    nullable: true,
    description: "About people who match on either of the two days; changes of what a tenant owns are left out.",
  })
  user?: UserFilter | null;
}

@ArgsType()
export class ChangesArgs extends StepsArgs {
  @Field(() => ChangeFilter, { nullable: true, description: "Which changes; all when absent." })
  filter?: ChangeFilter | null;
}

@ArgsType()
export class TimelineArgs extends ForwardPageArgs {
  @Field(() => DateScalar, { nullable: true, description: "The baseline; every change kept when absent." })
  from?: SnapshotDate | null;

  @Field(() => DateScalar, { nullable: true, description: "The last day, included; today when absent." })
  to?: SnapshotDate | null;
}

/** The arguments of `changes` as `query/` takes them. */
export function toChangesInput(args: ChangesArgs): Parameters<Questions["changes"]>[1] {
  const { from, to, first, after } = args;
  const tenantIds = toGuids("tenantIds", args.tenantIds);
  return { from, to, tenantIds, filter: toChangeFilter(args.filter), first: first ?? null, after: after ?? null };
}

function toChangeFilter(filter: ChangeFilter | null | undefined): ChangeFilterInput | null {
  if (!filter) return null;
  const { kinds, fields } = filter;
  const skuIds = toGuids("filter.skuIds", filter.skuIds);
  return { kinds: kinds ?? null, skuIds, fields: fields ?? null, user: toUserFilter(filter.user) };
}
