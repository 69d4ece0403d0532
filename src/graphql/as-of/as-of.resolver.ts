import { Args, FieldResolver, Resolver, Root } from "type-graphql";
import { assertPageSize } from "../row-page.js";
import { TenantDay, toTenantDay } from "../tenant-day/tenant-day.type.js";
import { GapsArgs } from "./as-of.args.js";
import { AsOf } from "./as-of.type.js";

@Resolver(() => AsOf)
export class AsOfResolver {
  @FieldResolver(() => [TenantDay], { description: "The tenants that were left out, and why." })
  gaps(@Root() asOf: AsOf, @Args(() => GapsArgs) { first }: GapsArgs): TenantDay[] {
    return asOf.allGaps.slice(0, assertPageSize(first)).map(toTenantDay);
  }
}
