import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { parseGuid } from "../../model/guid.js";
import type { TenantId } from "../../model/tenant.js";
import { toConnection } from "../connection/connection.type.js";
import { toPageRequest } from "../connection/page.args.js";
import type { ApiContext } from "../context.js";
import { loadImportHealth } from "../import-health/import-health.loader.js";
import { ImportHealth, TenantAccess } from "../import-health/import-health.type.js";
import { SnapshotConnection, toSnapshot } from "../snapshot/snapshot.type.js";
import { SnapshotsArgs, TenantArgs, TenantsArgs } from "./tenant.args.js";
import { Tenant, TenantConnection, toTenant } from "./tenant.type.js";

@Resolver(() => Tenant)
export class TenantResolver {
  @Query(() => TenantConnection, {
    description:
      "The tenants you may see, by name. Example: `{ tenants(first: 20) { totalCount nodes { tenantId name lastSnapshot } } }`",
  })
  async tenants(@Args(() => TenantsArgs) args: TenantsArgs, @Ctx() ctx: ApiContext): Promise<TenantConnection> {
    const input = { filter: args.filter ?? null, ...toPageRequest(args) };
    return toConnection(await ctx.questions.tenants(ctx.scope, input), toTenant);
  }

  @Query(() => Tenant, {
    nullable: true,
    description:
      'One tenant by Microsoft\'s id; null when there is none that you may see. Example: `{ tenant(tenantId: "11111111-1111-4111-8111-111111111111") { name firstSnapshot lastSnapshot } }`',
  })
  async tenant(@Args(() => TenantArgs) args: TenantArgs, @Ctx() ctx: ApiContext): Promise<Tenant | null> {
    const tenant = await ctx.questions.tenant(ctx.scope, parseGuid("tenantId", args.tenantId));
    return tenant && toTenant(tenant);
  }

  @FieldResolver(() => ImportHealth, { description: "How the imports have been going, and when the next one is due." })
  async importHealth(@Root() tenant: Tenant, @Ctx() ctx: ApiContext): Promise<ImportHealth> {
    return loadImportHealth(ctx.loaders.importHealth, tenant.tenantId as TenantId);
  }

  @FieldResolver(() => TenantAccess, { description: "Whether the partner may read the tenant." })
  async access(@Root() tenant: Tenant, @Ctx() ctx: ApiContext): Promise<TenantAccess> {
    return (await loadImportHealth(ctx.loaders.importHealth, tenant.tenantId as TenantId)).access;
  }

  @FieldResolver(() => SnapshotConnection, { description: "The sealed days of the tenant, latest revision of each." })
  async snapshots(
    @Root() tenant: Tenant,
    @Args(() => SnapshotsArgs) args: SnapshotsArgs,
    @Ctx() ctx: ApiContext,
  ): Promise<SnapshotConnection> {
    const days = { tenantId: tenant.tenantId as TenantId, from: args.from ?? null, to: args.to ?? null };
    return toConnection(await ctx.questions.snapshots(ctx.scope, { ...days, ...toPageRequest(args) }), toSnapshot);
  }
}
