import type { GraphQLSchema } from "graphql";
import { buildSchema } from "type-graphql";
import { AccessResolver } from "./access/access.resolver.js";
import { AsOfResolver } from "./as-of/as-of.resolver.js";
import { CauseResolver } from "./cause/cause.resolver.js";
import { ChangeSummaryResolver } from "./change-summary/change-summary.resolver.js";
import { ChangeResolver } from "./change/change.resolver.js";
import { ComparisonResolver } from "./comparison/comparison.resolver.js";
import { DataContractResolver } from "./data-contract/data-contract.resolver.js";
import { LicensePositionResolver } from "./license-position/license-position.resolver.js";
import { LicenseTrendResolver } from "./license-trend/license-trend.resolver.js";
import { NodeResolver } from "./node/node.resolver.js";
import { PersonResolver } from "./person/person.resolver.js";
import { SnapshotResolver } from "./snapshot/snapshot.resolver.js";
import { SubscribedSkuResolver } from "./subscribed-sku/subscribed-sku.resolver.js";
import { TenantDayResolver } from "./tenant-day/tenant-day.resolver.js";
import { TenantResolver } from "./tenant/tenant.resolver.js";
import { UserStateResolver } from "./user-state/user-state.resolver.js";
import { ViewerResolver } from "./viewer/viewer.resolver.js";

/** The schema that the resolvers make. */
export function buildApiSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      AccessResolver,
      AsOfResolver,
      CauseResolver,
      ChangeResolver,
      ChangeSummaryResolver,
      ComparisonResolver,
      DataContractResolver,
      LicensePositionResolver,
      LicenseTrendResolver,
      NodeResolver,
      PersonResolver,
      SnapshotResolver,
      SubscribedSkuResolver,
      TenantDayResolver,
      TenantResolver,
      UserStateResolver,
      ViewerResolver,
    ],
    // Limits and scope are decided in query/; nothing is validated by decorators.
    validate: false,
    // Connection bases are registered but belong to no schema: only what is reachable is in it.
    orphanedTypes: [],
  });
}
