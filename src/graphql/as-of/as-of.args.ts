import { ArgsType, Field, ID, Int, registerEnumType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { At, GapPolicy } from "../../query/inputs.js";
import { toGuids } from "../guid-arguments.js";
import { DateScalar } from "../scalar/date.scalar.js";

const GAP_POLICIES: Record<GapPolicy, GapPolicy> = { EXACT: "EXACT", OMIT: "OMIT", PREVIOUS: "PREVIOUS" };
registerEnumType(GAP_POLICIES, {
  name: "GapPolicy",
  description: "What to do about tenants that lack the day.",
  valuesConfig: {
    EXACT: { description: "Fail with SNAPSHOT_NOT_FOUND, naming the tenants and their nearest days." },
    OMIT: { description: "Leave those tenants out; `asOf.gaps` names them." },
    PREVIOUS: { description: "Take each tenant's nearest earlier sealed day, at most `maxAgeDays` old." },
  },
});

@ArgsType()
export class GapArgs {
  @Field(() => GAP_POLICIES, { defaultValue: "EXACT", description: "What to do about tenants that lack the day." })
  onGap!: GapPolicy;

  @Field(() => Int, { defaultValue: 7, description: "How old a day may be under PREVIOUS, in days." })
  maxAgeDays!: number;
}

@ArgsType()
export class GapTenantsArgs extends GapArgs {
  @Field(() => [ID], {
    nullable: true,
    description: "Microsoft's ids of the tenants; all in scope when absent, none for an empty list.",
  })
  tenantIds?: string[] | null;
}

@ArgsType()
export class AtArgs extends GapTenantsArgs {
  @Field(() => DateScalar, { nullable: true, description: "The UTC day; each tenant's own latest when absent." })
  at?: SnapshotDate | null;
}

@ArgsType()
export class GapsArgs {
  @Field(() => Int, { defaultValue: 20, description: "How many at most, 1 to 200." })
  first!: number;
}

/** The arguments of a point read as `query/` takes them. */
export function toAt(args: AtArgs): At & { onGap: GapPolicy } {
  return { at: args.at ?? null, ...toGap(args), tenantIds: toGuids("tenantIds", args.tenantIds) };
}

/** The gap policy as `query/` takes it. */
export function toGap(args: GapArgs): { onGap: GapPolicy; maxAgeDays: number } {
  return { onGap: args.onGap, maxAgeDays: args.maxAgeDays };
}
