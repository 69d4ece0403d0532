import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../context.js";
import { loadTenant } from "../tenant/tenant.loader.js";
import { Tenant } from "../tenant/tenant.type.js";
import { Snapshot } from "./snapshot.type.js";

@Resolver(() => Snapshot)
export class SnapshotResolver {
  @FieldResolver(() => Tenant, { description: "The tenant." })
  tenant(@Root() snapshot: Snapshot, @Ctx() ctx: ApiContext): Promise<Tenant> {
    return loadTenant(ctx.loaders.tenant, snapshot.tenantId);
  }
}
