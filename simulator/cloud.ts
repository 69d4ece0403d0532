import type { FaultBook } from "./faults/fault-book.js";
import type { ResourceUnits } from "./graph/resource-units.js";
import type { RequestLog } from "./http/request-log.js";
import type { SimulatorTenant, TenantFeatures } from "./options.js";
import type { Directory } from "./world/directory.js";

/** A tenant with its people and its peculiarities. */
export interface Tenant {
  directory: Directory;
  features: TenantFeatures;
  domain: string;
}

/** Everything the endpoints of one simulator share. */
export interface Cloud {
  clientId: string;
  clientSecret: string;
  clientCertificatePem: string | undefined;
  partnerTenantId: string;
  /** Signs every token; follows from the seed, so tokens outlive a restart. */
  signingKey: string;
  accessTokenLifetimeSeconds: number;
  secondFactor: boolean;
  /** How long a refresh token that was redeemed can be redeemed again. */
  refreshTokenGraceMs: number;
  customers: SimulatorTenant[];
  /** The partner or a customer, by id or domain. */
  tenant(idOrDomain: string): Tenant | undefined;
  graphAudiences(origin: string): string[];
  partnerCenterAudiences(origin: string): string[];
  /** Whether a token may be asked for a resource at all. */
  isResource(resource: string, loginOrigin: string): boolean;
  today(): string;
  faults: FaultBook;
  requests: RequestLog;
  resourceUnits: ResourceUnits;
  /** Authorization codes and refresh tokens that were used, and the instant from which they cannot be used again. */
  spent: Map<string, number>;
}
