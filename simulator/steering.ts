import type { Cloud, Tenant } from "./cloud.js";
import type { Origins } from "./create-cloud.js";
import { issueRefreshToken } from "./entra/grants.js";
import type { FaultRule } from "./faults/fault.js";
import type { RecordedRequest } from "./http/request-log.js";
import type { SimulatorTenant } from "./options.js";
import { dayNumber } from "./world/day.js";
import type { GraphSku, GraphUser } from "./world/graph-shapes.js";
import { everyone } from "./world/listing.js";
import { subscribedSkusOf } from "./world/subscribed-skus.js";

/** A running Microsoft cloud on loopback. */
export interface Simulator extends Origins {
  partnerTenantId: string;
  clientId: string;
  clientSecret: string;
  tenants: SimulatorTenant[];
  today(): string;
  /** Moves the calendar; from then on the simulated cloud stays on this day. */
  setToday(day: string): void;
  /** A refresh token as a sign-in with MFA would have given. */
  issueRefreshToken(): string;
  /** Asks for a fault; returns its id. */
  fault(rule: FaultRule): string;
  clearFaults(): void;
  /** The faults that were asked for and never met; a test that leaves any has not tested what it says. */
  unmetFaults(): FaultRule[];
  requests(): RecordedRequest[];
  clearRequests(): void;
  /** The truth about a tenant's people on a day, untouched by faults. */
  usersOf(tenantId: string, day: string): Iterable<GraphUser>;
  skusOf(tenantId: string, day: string): GraphSku[];
  close(): Promise<void>;
}

/** What a simulator can do before it listens. */
export function steering(cloud: Cloud, setDay: (day: string) => void): Omit<Simulator, keyof Origins | "close"> {
  const { partnerTenantId, clientId, clientSecret, customers, faults, requests } = cloud;
  return {
    ...{ partnerTenantId, clientId, clientSecret, tenants: customers },
    today: () => cloud.today(),
    setToday(day) {
      dayNumber(day);
      setDay(day);
    },
    issueRefreshToken: () => issueRefreshToken(cloud),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    unmetFaults: () => faults.unmet(),
    requests: () => requests.all(),
    clearRequests: () => requests.clear(),
    usersOf: (tenantId, day) => everyone(knownTenant(cloud, tenantId).directory, day),
    skusOf: (tenantId, day) => subscribedSkusOf(knownTenant(cloud, tenantId).directory, day),
  };
}

function knownTenant(cloud: Cloud, tenantId: string): Tenant {
  const tenant = cloud.tenant(tenantId);
  if (!tenant) throw new RangeError(`the simulator has no tenant ${tenantId}`);
  return tenant;
}
