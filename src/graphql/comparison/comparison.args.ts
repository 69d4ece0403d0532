import { ArgsType, Field } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { Questions } from "../../query/questions.js";
import { GapTenantsArgs, toGap } from "../as-of/as-of.args.js";
import { toGuids } from "../guid-arguments.js";
import { GroupKey } from "../license-position/group-key.type.js";
import { LicenseFilter, toLicenseFilter } from "../license-position/license-position.args.js";
import { DateScalar } from "../scalar/date.scalar.js";

@ArgsType()
export class CompareArgs extends GapTenantsArgs {
  @Field(() => DateScalar, { description: "The earlier day, the baseline." })
  from!: SnapshotDate;

  @Field(() => DateScalar, { description: "The later day." })
  to!: SnapshotDate;

  @Field(() => LicenseFilter, { nullable: true, description: "Which licenses to count." })
  filter?: LicenseFilter | null;

  @Field(() => [GroupKey], { nullable: true, description: "What to count by; only the total when absent." })
  groupBy?: GroupKey[] | null;
}

/** The arguments of `compare` as `query/` takes them. */
export function toCompareInput(args: CompareArgs): Parameters<Questions["compare"]>[1] {
  const tenantIds = toGuids("tenantIds", args.tenantIds);
  const what = { filter: toLicenseFilter(args.filter), groupBy: args.groupBy ?? null };
  return { from: args.from, to: args.to, ...toGap(args), tenantIds, ...what };
}
