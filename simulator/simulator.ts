import { controlReply } from "./control/control.js";
import type { Cloud, Tenant } from "./cloud.js";
import { createCloud, type Origins } from "./create-cloud.js";
import { entraReply } from "./entra/entra.js";
import { issueRefreshToken } from "./entra/grants.js";
import type { FaultRule } from "./faults/fault.js";
import { graphReply } from "./graph/graph.js";
import type { Exchange } from "./http/exchange.js";
import { listen, type Listener } from "./http/listen.js";
import { textReply, type Reply } from "./http/reply.js";
import type { RecordedRequest } from "./http/request-log.js";
import type { SimulatorOptions, SimulatorTenant } from "./options.js";
import { customersReply } from "./partner-center/customers.js";
import { dayNumber, realToday } from "./world/day.js";
import type { GraphSku, GraphUser } from "./world/graph-shapes.js";
import { everyone } from "./world/listing.js";
import { subscribedSkusOf } from "./world/subscribed-skus.js";

export type { Fault, FaultEndpoint, FaultKind, FaultRule } from "./faults/fault.js";
export type { RecordedRequest } from "./http/request-log.js";
export type { SimulatorOptions, SimulatorTenant, TenantFeatures } from "./options.js";
export { tenantsOfSizes } from "./options.js";
export type { GraphLicense, GraphManager, GraphSku, GraphUser } from "./world/graph-shapes.js";

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

type Role = "login" | "graph" | "partnerCenter" | "all";

/** Starts a simulator; resolves when it listens. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  let today = options.today ?? realToday;
  let origins: Origins = { loginUrl: "", graphUrl: "", partnerCenterUrl: "" };
  const cloud = createCloud(
    options,
    () => today(),
    () => origins,
  );
  const simulator = steering(cloud, (day) => (today = () => day));
  const listeners = await openListeners(options, cloud, (role, exchange) =>
    route({ cloud, simulator: running, role }, exchange),
  );
  origins = originsOf(listeners);
  const running: Simulator = { ...simulator, ...origins, close: () => closeAll(listeners) };
  return running;
}

function steering(cloud: Cloud, setDay: (day: string) => void): Omit<Simulator, keyof Origins | "close"> {
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

type Answer = (role: Role, exchange: Exchange) => Reply;

async function openListeners(options: SimulatorOptions, cloud: Cloud, answer: Answer): Promise<Listener[]> {
  const roles: Role[] = options.separateOrigins ? ["login", "graph", "partnerCenter"] : ["all"];
  const first = options.port ?? 0;
  const open = (role: Role, i: number) =>
    listen({
      port: first === 0 ? 0 : first + i,
      latencyMs: options.latencyMs ?? 0,
      requests: cloud.requests,
      answer: (exchange) => answer(role, exchange),
    });
  return Promise.all(roles.map(open));
}

function originsOf(listeners: readonly Listener[]): Origins {
  const [login, graph = login, partnerCenter = login] = listeners;
  return { loginUrl: login?.url ?? "", graphUrl: graph?.url ?? "", partnerCenterUrl: partnerCenter?.url ?? "" };
}

interface RouteContext {
  cloud: Cloud;
  simulator: Simulator;
  role: Role;
}

function route({ cloud, simulator, role }: RouteContext, exchange: Exchange): Reply {
  const plays = (part: Role) => role === "all" || role === part;
  const path = exchange.url.pathname;
  const control = controlReply(simulator, exchange);
  if (control) return control;
  if (plays("partnerCenter") && path === "/v1/customers") return customersReply(cloud, exchange);
  if (plays("graph") && path.startsWith("/v1.0/")) return graphReply(cloud, exchange);
  const entra = plays("login") ? entraReply(cloud, exchange) : undefined;
  return entra ?? textReply(404, "The simulator has nothing here.", "text/plain");
}

async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}
