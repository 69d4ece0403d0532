import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantState } from "../../model/tenant.js";
import type { TenantAnswer } from "../../query/answers.js";
import { connectionOf } from "../connection/connection.type.js";
import { Node } from "../node/node.type.js";
import { formatNodeId } from "../node-id.js";
import { DateScalar } from "../scalar/date.scalar.js";

/** The states a tenant can be in, as the schema names them. */
export const TENANT_STATES: Record<TenantState, TenantState> = { ACTIVE: "ACTIVE", GONE: "GONE" };
registerEnumType(TENANT_STATES, {
  name: "TenantState",
  description: "Is the tenant still a customer?",
  valuesConfig: {
    ACTIVE: { description: "In the partner's customer list." },
    GONE: { description: "No longer in it; the days kept of it stay." },
  },
});

@ObjectType({ implements: Node, simpleResolvers: true, description: "A customer of the partner." })
export class Tenant extends Node {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;

  @Field(() => String, { description: "The customer's name, as the Partner Center has it." })
  name!: string;

  @Field(() => String, { nullable: true, description: "The default domain; null when the Partner Center names none." })
  defaultDomain!: string | null;

  @Field(() => TENANT_STATES, { description: "Is the tenant still a customer?" })
  state!: TenantState;

  @Field(() => DateScalar, { nullable: true, description: "The first sealed day; null while there is none." })
  firstSnapshot!: SnapshotDate | null;

  @Field(() => DateScalar, { nullable: true, description: "The latest sealed day; null while there is none." })
  lastSnapshot!: SnapshotDate | null;
}

@ObjectType({ simpleResolvers: true, description: "A page of tenants." })
export class TenantConnection extends connectionOf(Tenant, "Tenant") {}

/** A tenant as the API shows it. */
export function toTenant(answer: TenantAnswer): Tenant {
  return { id: formatNodeId("Tenant", answer.tenantId), ...answer };
}
