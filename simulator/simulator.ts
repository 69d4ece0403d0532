import { controlReply } from "./control/control.js";
import type { Cloud } from "./cloud.js";
import { createCloud, type Origins } from "./create-cloud.js";
import { entraReply } from "./entra/entra.js";
import { graphReply } from "./graph/graph.js";
import type { Exchange } from "./http/exchange.js";
import { listen, type Listener } from "./http/listen.js";
import { textReply, type Reply } from "./http/reply.js";
import type { SimulatorOptions } from "./options.js";
import { customersReply } from "./partner-center/customers.js";
import { steering, type Simulator } from "./steering.js";
import { realToday } from "./world/day.js";

export type { Fault, FaultEndpoint, FaultKind, FaultRule } from "./faults/fault.js";
export type { RecordedRequest } from "./http/request-log.js";
export type { SimulatorOptions, SimulatorTenant, TenantFeatures } from "./options.js";
export type { Simulator } from "./steering.js";
export { tenantsOfSizes } from "./options.js";
export type { GraphLicense, GraphManager, GraphSku, GraphUser } from "./world/graph-shapes.js";

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
