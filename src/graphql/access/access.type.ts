import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { AccessKind, AccessState } from "../../model/access.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { connectionOf } from "../connection/connection.type.js";
import { FailureReason } from "../failure-reason/failure-reason.type.js";
import { DateTimeScalar } from "../scalar/date-time.scalar.js";
import { DateScalar } from "../scalar/date.scalar.js";

const ACCESS_KINDS: Record<AccessKind, AccessKind> = { TOKEN: "TOKEN", LISTING: "LISTING" };
registerEnumType(ACCESS_KINDS, {
  name: "AccessKind",
  description: "What kind of request it was.",
  valuesConfig: {
    TOKEN: { description: "The partner's refresh token redeemed for an access token of this tenant: a sign-in." },
    LISTING: { description: "A list read page by page with such a token." },
  },
});

const ACCESS_STATES: Record<AccessState, AccessState> = {
  STARTED: "STARTED",
  OK: "OK",
  FAILED: "FAILED",
  ABANDONED: "ABANDONED",
};
registerEnumType(ACCESS_STATES, {
  name: "AccessState",
  description: "How an access ended.",
  valuesConfig: {
    STARTED: { description: "Under way, or the process that read died before it could write the end." },
    OK: { description: "Read to its end." },
    FAILED: { description: "Refused or broken off by Microsoft; `reason` and `detail` say why." },
    ABANDONED: { description: "We stopped before the end: the day was over, the lease lost, or a fault of ours." },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    "One access of a tenant at Microsoft: a token redeemed or a list read. Holds no data of persons of the tenant.",
})
export class Access {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;

  @Field(() => ID, {
    description:
      "The `client-request-id` of every request that belongs to it. In the tenant's own logs: `CorrelationId` of the sign-in, `ClientRequestId` of MicrosoftGraphActivityLogs.",
  })
  clientRequestId!: string;

  @Field(() => DateScalar, { description: "The UTC day that was read for." })
  date!: SnapshotDate;

  @Field(() => ACCESS_KINDS, { description: "A sign-in or a listing." })
  kind!: AccessKind;

  @Field(() => String, { description: "Method and path of the request, for example `GET /v1.0/users`." })
  endpoint!: string;

  @Field(() => String, { description: "The service that was asked, or for which the token is meant." })
  resource!: string;

  @Field(() => [String], { description: "The fields asked for (`$select` and `$expand`); of a token, its scopes." })
  fields!: readonly string[];

  @Field(() => ID, { description: "The partner's application that read." })
  applicationId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The partner's service account; null when no token was granted, or the token does not name it.",
  })
  username!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The object id of that account as the token has it; null when no token was granted.",
  })
  objectId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The `uti` of the token: `UniqueTokenIdentifier` of the sign-in log, `SignInActivityId` of MicrosoftGraphActivityLogs. Null when no token was granted.",
  })
  uniqueTokenIdentifier!: string | null;

  @Field(() => ACCESS_STATES, { description: "How it ended." })
  state!: AccessState;

  @Field(() => FailureReason, { nullable: true, description: "Why it failed, in words; null unless FAILED." })
  reason!: FailureReason | null;

  @Field(() => String, {
    nullable: true,
    description: "What Microsoft answered: the AADSTS number or the HTTP status; null unless FAILED.",
  })
  detail!: string | null;

  @Field(() => DateTimeScalar, { description: "When the first request was about to be sent." })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while STARTED." })
  finishedAt!: Date | null;

  @Field(() => Int, { description: "Requests sent, further tries included; 0 while STARTED." })
  requests!: number;

  @Field(() => Int, { description: "Pages that arrived whole; 0 of a token." })
  pages!: number;

  @Field(() => Int, { description: "Users or SKUs on those pages; 0 of a token." })
  items!: number;
}

@ObjectType({ simpleResolvers: true, description: "A page of accesses, by day, then in the order they began." })
export class AccessConnection extends connectionOf(Access, "Access") {}
