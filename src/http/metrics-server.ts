import { createServer } from "node:http";
import express from "express";
import type { Metrics } from "../metrics.js";
import { liveness, readiness, type HealthDeps } from "./health.js";
import { isLoopback, listen, type ListenOptions } from "./listen.js";
import { countAnswers, showMetrics } from "./metrics.js";
import { refuseForeignNames, securityHeaders } from "./security-headers.js";
import type { HttpServer } from "./server.js";

/** What a port for monitoring alone needs: of a worker without the API, or beside an API that others reach. */
export interface MetricsServerDeps extends Omit<HealthDeps, "stopping">, ListenOptions {
  readonly metrics: Metrics;
}

/** A running port for monitoring. */
export interface MetricsServer extends HttpServer {
  /** From now on /readyz says that the process stops; the port stays open until `stop`. */
  stopping(): void;
}

/** Serves /metrics, /livez and /readyz and nothing else; refuses a host that others can reach, as the API does. */
export async function startMetricsServer(deps: MetricsServerDeps): Promise<MetricsServer> {
  let stopping = false;
  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.use(countAnswers(deps.metrics), securityHeaders);
  if (isLoopback(deps.host)) app.use(refuseForeignNames);
  app.get("/livez", liveness);
  app.get("/readyz", readiness({ ...deps, stopping: () => stopping }));
  app.get("/metrics", showMetrics(deps.metrics));
  app.use((_request, response) => void response.status(404).end());
  const server = createServer();
  const url = await listen(server, app, deps);
  deps.log.info("metrics are served", { url: `${url}/metrics` });
  return {
    url,
    stopping: () => void (stopping = true),
    stop: async () => {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}
