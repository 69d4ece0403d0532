import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantState } from "../../model/tenant.js";
import { ForwardPageArgs } from "../connection/page.args.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { StringFilter } from "../string-filter/string-filter.type.js";
import { TENANT_STATES } from "./tenant.type.js";

@InputType({ description: "Which tenants." })
export class TenantFilter {
  @Field(() => String, { nullable: true, description: "Part of the tenant's name, exactly as written." })
  nameContains?: string | null;

  @Field(() => StringFilter, { nullable: true, description: "What the name must be." })
  name?: StringFilter | null;

  @Field(() => StringFilter, { nullable: true, description: "What the default domain must be." })
  defaultDomain?: StringFilter | null;

  @Field(() => [TENANT_STATES], { nullable: true, description: "In one of these states." })
  states?: TenantState[] | null;
}

@ArgsType()
export class TenantsArgs extends ForwardPageArgs {
  @Field(() => TenantFilter, { nullable: true, description: "Which tenants; all in scope when absent." })
  filter?: TenantFilter | null;
}

@ArgsType()
export class TenantArgs {
  @Field(() => ID, { description: "Microsoft's id of the tenant." })
  tenantId!: string;
}

@ArgsType()
export class SnapshotsArgs extends ForwardPageArgs {
  @Field(() => DateScalar, { nullable: true, description: "The first day; the first one kept when absent." })
  from?: SnapshotDate | null;

  @Field(() => DateScalar, { nullable: true, description: "The last day, included; the latest one when absent." })
  to?: SnapshotDate | null;
}
