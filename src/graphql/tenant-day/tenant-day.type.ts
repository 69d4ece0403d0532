import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { DayState, TenantDayAnswer } from "../../query/answers.js";
import { connectionOf } from "../connection/connection.type.js";
import { FailureReason } from "../failure-reason/failure-reason.type.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { Snapshot, SnapshotCheck, toSnapshot } from "../snapshot/snapshot.type.js";

export const DAY_STATES: Record<DayState, DayState> = {
  PRESENT: "PRESENT",
  SUSPECT: "SUSPECT",
  FAILED: "FAILED",
  MISSING: "MISSING",
  PENDING: "PENDING",
  NOT_EXPECTED: "NOT_EXPECTED",
  RETIRED: "RETIRED",
};
registerEnumType(DAY_STATES, {
  name: "DayState",
  description: "What became of a tenant's day.",
  valuesConfig: {
    PRESENT: { description: "Read whole and sealed." },
    SUSPECT: { description: "Read whole, but held because it looks wrong; an operator accepts or rejects it." },
    FAILED: { description: "Attempted, nothing sealed; `reason` says why." },
    MISSING: { description: "Expected and over, but never attempted. It cannot be read any more." },
    PENDING: { description: "Today: expected, and no attempt has ended yet." },
    NOT_EXPECTED: { description: "The tenant was no customer on that day." },
    RETIRED: { description: "Sealed once, since removed by retention." },
  },
});

@ObjectType({ simpleResolvers: true, description: "One tenant on one day: is it there, and if not, why not." })
export class TenantDay {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;

  @Field(() => DateScalar, { description: "The UTC day." })
  date!: SnapshotDate;

  @Field(() => DAY_STATES, { description: "What became of the day." })
  state!: DayState;

  @Field(() => Snapshot, { nullable: true, description: "The sealed day; null in every state but PRESENT." })
  snapshot!: Snapshot | null;

  @Field(() => FailureReason, { nullable: true, description: "Why there is no sealed day, where a reason is known." })
  reason!: FailureReason | null;

  @Field(() => [SnapshotCheck], {
    description: "The checks that hold a SUSPECT day, with what was expected and what came; none in every other state.",
  })
  checks!: readonly SnapshotCheck[];
}

@ObjectType({ simpleResolvers: true, description: "A page of tenants' days, by date, then tenant." })
export class TenantDayConnection extends connectionOf(TenantDay, "TenantDay") {}

/** A tenant's day as the API shows it. */
export function toTenantDay(answer: TenantDayAnswer): TenantDay {
  return { ...answer, snapshot: answer.snapshot && toSnapshot(answer.snapshot) };
}
