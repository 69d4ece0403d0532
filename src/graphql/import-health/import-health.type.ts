import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import type { TenantAccessState } from "../../query/answers.js";
import { FailureReason } from "../failure-reason/failure-reason.type.js";
import { DateTimeScalar } from "../scalar/date-time.scalar.js";

@ObjectType({
  simpleResolvers: true,
  description: "How the imports of a tenant have been going. Of the last 200 at most.",
})
export class ImportHealth {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the latest sealed day was sealed; null: none yet.",
  })
  lastSuccess!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the last attempt began; null: none yet." })
  lastAttempt!: Date | null;

  @Field(() => FailureReason, {
    nullable: true,
    description: "Why the last attempt that ended failed, and what to do; null when it ended well.",
  })
  lastFailure!: FailureReason | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What Microsoft answered then: the AADSTS number or the HTTP status; null where there is no answer to tell.",
  })
  lastFailureDetail!: string | null;

  @Field(() => Int, {
    description:
      "How many attempts have failed since the last one that ended well. Pauses of the partner as a whole and stopped workers do not count.",
  })
  consecutiveFailures!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When the tenant is imported next: in the past when it is due now, the next day's opening when today is done or given up, not before the next look at a paused partner. Null during an import, and when no day is expected any more.",
  })
  nextDue!: Date | null;
}

const TENANT_ACCESS_STATES: Record<TenantAccessState, TenantAccessState> = {
  UNKNOWN: "UNKNOWN",
  GRANTED: "GRANTED",
  REFUSED: "REFUSED",
};
registerEnumType(TENANT_ACCESS_STATES, {
  name: "TenantAccessState",
  description: "May the partner read the tenant?",
  valuesConfig: {
    UNKNOWN: { description: "No attempt has told yet." },
    GRANTED: { description: "The last attempt that told has read it." },
    REFUSED: { description: "The last attempt that told was refused; `reason` says by what, and what to do." },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    "Whether the partner may read a tenant, as the last attempt that told has met it. Throttling, outages and faults of ours tell nothing.",
})
export class TenantAccess {
  @Field(() => TENANT_ACCESS_STATES, { description: "May the partner read it?" })
  state!: TenantAccessState;

  @Field(() => FailureReason, { nullable: true, description: "What refused, and what to do; null unless REFUSED." })
  reason!: FailureReason | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When that attempt ended; null while UNKNOWN." })
  at!: Date | null;
}
