import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { SnapshotCheck as CheckAnswer } from "../../model/snapshot-check.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { SnapshotAnswer } from "../../query/answers.js";
import { connectionOf } from "../connection/connection.type.js";
import { Node } from "../node/node.type.js";
import { formatNodeId } from "../node-id.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { DateTimeScalar } from "../scalar/date-time.scalar.js";

type CheckCode = CheckAnswer["code"];
const CHECK_CODES: Record<CheckCode, CheckCode> = {
  USERS_HALVED: "USERS_HALVED",
  SKUS_HALVED: "SKUS_HALVED",
  ALL_LICENSES_GONE: "ALL_LICENSES_GONE",
  CONSUMED_UNITS_DIFFER: "CONSUMED_UNITS_DIFFER",
};
registerEnumType(CHECK_CODES, {
  name: "SnapshotCheckCode",
  description: "What a check looks at.",
  valuesConfig: {
    USERS_HALVED: { description: "Far fewer people than on the sealed day before." },
    SKUS_HALVED: { description: "Far fewer SKUs than on the sealed day before." },
    ALL_LICENSES_GONE: { description: "Nobody holds a license any more." },
    CONSUMED_UNITS_DIFFER: { description: "Microsoft's consumed units and the people's licenses differ." },
  },
});

@ObjectType({ simpleResolvers: true, description: "One check made on a day before it was sealed." })
export class SnapshotCheck {
  @Field(() => CHECK_CODES, { description: "What the check looks at." })
  code!: CheckCode;

  @Field(() => Boolean, { description: "Did the day pass it?" })
  ok!: boolean;

  @Field(() => String, { description: "The finding, in words." })
  message!: string;

  @Field(() => Int, { nullable: true, description: "The number that was expected, where there is one." })
  expected!: number | null;

  @Field(() => Int, { nullable: true, description: "The number that came, where there is one." })
  actual!: number | null;

  @Field(() => ID, { nullable: true, description: "The SKU it speaks of; null when it speaks of the whole day." })
  skuId!: string | null;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: "One tenant on one day, read whole and sealed." })
export class Snapshot extends Node {
  tenantId!: TenantId;

  @Field(() => DateScalar, { description: "The UTC day." })
  date!: SnapshotDate;

  @Field(() => Int, { description: "1, and one more each time the day was read again with other content." })
  revision!: number;

  @Field(() => DateTimeScalar, { description: "When it was sealed." })
  importedAt!: Date;

  @Field(() => Int, { description: "How many people the directory held, guests included." })
  userCount!: number;

  @Field(() => Int, { description: "How many SKUs the tenant subscribed to." })
  skuCount!: number;

  @Field(() => String, { description: "SHA-256 of the canonical content, in hex: equal days have equal hashes." })
  contentHash!: string;

  @Field(() => [SnapshotCheck], { description: "The checks made before it was sealed." })
  checks!: readonly SnapshotCheck[];
}

@ObjectType({ simpleResolvers: true, description: "A page of snapshots." })
export class SnapshotConnection extends connectionOf(Snapshot, "Snapshot") {}

/** A sealed day as the API shows it. */
export function toSnapshot(answer: SnapshotAnswer): Snapshot {
  return { id: formatNodeId("Snapshot", answer.tenantId, answer.date, answer.revision), ...answer };
}
