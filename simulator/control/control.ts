import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import type { Simulator } from "../steering.js";
import { readFaultRule } from "./read-fault-rule.js";

const PREFIX = "/__simulator";

type Route = (simulator: Simulator, body: Record<string, unknown>) => unknown;

const ROUTES: Record<string, Route> = {
  "GET /": state,
  "GET /faults": (simulator) => ({ unmet: simulator.unmetFaults() }),
  "POST /faults": (simulator, body) => ({ id: simulator.fault(readFaultRule(body)) }),
  "DELETE /faults": (simulator) => done(simulator.clearFaults()),
  "POST /today": (simulator, body) => done(simulator.setToday(String(body.day))),
  "GET /requests": (simulator) => ({ requests: simulator.requests() }),
  "DELETE /requests": (simulator) => done(simulator.clearRequests()),
  "POST /refresh-tokens": (simulator) => ({ refreshToken: simulator.issueRefreshToken() }),
};

/** Lets another process steer the simulator; undefined if the path is not below /__simulator. */
export function controlReply(simulator: Simulator, exchange: Exchange): Reply | undefined {
  const path = exchange.url.pathname;
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return undefined;
  const name = `${exchange.method} /${path.slice(PREFIX.length + 1).replace(/\/$/, "")}`;
  const route = ROUTES[name];
  if (!route) return jsonReply(404, { error: `no such control: ${name}`, controls: Object.keys(ROUTES) });
  try {
    return jsonReply(200, route(simulator, readJsonBody(exchange.body)));
  } catch (error) {
    return jsonReply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function state(simulator: Simulator): object {
  const { loginUrl, graphUrl, partnerCenterUrl, partnerTenantId, clientId, clientSecret, tenants } = simulator;
  const urls = { loginUrl, graphUrl, partnerCenterUrl };
  const credentials = { partnerTenantId, clientId, clientSecret };
  return { ...urls, ...credentials, tenants, today: simulator.today(), unmetFaults: simulator.unmetFaults() };
}

function readJsonBody(body: string): Record<string, unknown> {
  const value: unknown = body === "" ? {} : JSON.parse(body);
  if (typeof value !== "object" || value === null) throw new TypeError("the body must be a JSON object");
  return value as Record<string, unknown>;
}

function done(_nothing: void): object {
  return { done: true };
}
