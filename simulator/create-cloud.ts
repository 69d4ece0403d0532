import { createHash } from "node:crypto";
import type { Cloud, Tenant } from "./cloud.js";
import { createFaultBook } from "./faults/fault-book.js";
import { createResourceUnits } from "./graph/resource-units.js";
import { createRequestLog } from "./http/request-log.js";
import {
  DEFAULT_CLIENT_ID,
  DEFAULT_CLIENT_SECRET,
  DEFAULT_FEATURES,
  DEFAULT_FIRST_DAY,
  DEFAULT_PARTNER_TENANT_ID,
  tenantsOfSizes,
  type SimulatorOptions,
  type SimulatorTenant,
} from "./options.js";
import { createDirectory } from "./world/directory.js";
import { mix } from "./world/hash.js";

const GRAPH_RESOURCES = [
  "https://graph.microsoft.com",
  "https://graph.microsoft.us",
  "https://microsoftgraph.chinacloudapi.cn",
];
const PARTNER_CENTER_RESOURCES = ["https://api.partnercenter.microsoft.com"];
const PARTNER_USERS = 25;
const HOUR = 3600;

/** The origins the simulator listens on; known only once it listens. */
export interface Origins {
  loginUrl: string;
  graphUrl: string;
  partnerCenterUrl: string;
}

/** Builds what the endpoints share, from the options and their defaults. */
export function createCloud(options: SimulatorOptions, today: () => string, origins: () => Origins): Cloud {
  const seed = options.seed ?? 1;
  const clientSecret = options.clientSecret ?? DEFAULT_CLIENT_SECRET;
  const partnerTenantId = (options.partnerTenantId ?? DEFAULT_PARTNER_TENANT_ID).toLowerCase();
  const customers = options.tenants ?? tenantsOfSizes(undefined, seed);
  const partner = {
    tenantId: partnerTenantId,
    name: "Partner",
    domain: "partner.onmicrosoft.com",
    users: PARTNER_USERS,
  };
  return {
    clientId: (options.clientId ?? DEFAULT_CLIENT_ID).toLowerCase(),
    clientSecret,
    clientCertificatePem: options.clientCertificatePem,
    partnerTenantId,
    signingKey: createHash("sha256").update(`simulator ${seed} ${clientSecret}`).digest("hex"),
    accessTokenLifetimeSeconds: options.accessTokenLifetimeSeconds ?? HOUR,
    secondFactor: options.secondFactor ?? true,
    refreshTokenGraceMs: graceMs(options),
    customers,
    tenant: tenantFinder([partner, ...customers], options, partnerTenantId),
    ...resources(origins),
    today,
    faults: createFaultBook(),
    requests: createRequestLog(),
    resourceUnits: createResourceUnits(),
    spent: new Map(),
  };
}

function graceMs({ refreshTokenMode = "old-stays-valid", refreshTokenGraceSeconds = 60 }: SimulatorOptions): number {
  return { "old-stays-valid": Infinity, "old-dies-later": refreshTokenGraceSeconds * 1000, "old-dies": 0 }[
    refreshTokenMode
  ];
}

/** "common" and "organizations" are where the service account comes from. */
function tenantFinder(all: SimulatorTenant[], options: SimulatorOptions, partnerTenantId: string): Cloud["tenant"] {
  const found = new Map<string, Tenant>();
  for (const tenant of all) {
    const built = buildTenant(tenant, options);
    found.set(tenant.tenantId.toLowerCase(), built).set(tenant.domain.toLowerCase(), built);
  }
  const home = found.get(partnerTenantId);
  if (home) found.set("common", home).set("organizations", home);
  return (name) => found.get(name.toLowerCase());
}

function buildTenant(tenant: SimulatorTenant, options: SimulatorOptions): Tenant {
  const features = { ...DEFAULT_FEATURES, ...tenant.features };
  const { name, domain, users } = tenant;
  const directory = createDirectory({
    ...{ name, domain, users, tenantId: tenant.tenantId.toLowerCase() },
    seed: mix(options.seed ?? 1, tenant.seed ?? 0),
    churn: features.churn,
    paidSeats: features.paidSeats,
    firstDay: options.firstDay ?? DEFAULT_FIRST_DAY,
  });
  return { directory, features, domain };
}

/** A resource is known by Microsoft's name, by its configured origin, and by the origin the client itself uses. */
function resources(origins: () => Origins): Pick<Cloud, "graphAudiences" | "partnerCenterAudiences" | "isResource"> {
  const graphAudiences = (origin: string) => [...GRAPH_RESOURCES, origins().graphUrl, origin];
  const partnerCenterAudiences = (origin: string) => [...PARTNER_CENTER_RESOURCES, origins().partnerCenterUrl, origin];
  const isLoopback = (resource: string) => ["127.0.0.1", "localhost"].includes(new URL(resource).hostname);
  return {
    graphAudiences,
    partnerCenterAudiences,
    isResource: (resource, loginOrigin) =>
      graphAudiences(loginOrigin).includes(resource) ||
      partnerCenterAudiences(loginOrigin).includes(resource) ||
      isLoopback(resource),
  };
}
