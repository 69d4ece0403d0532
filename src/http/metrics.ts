import type { ServerResponse } from "node:http";
import type { RequestHandler, Response } from "express";
import type { Metrics } from "../metrics.js";

/** What kind of request a path is; a path of a stranger's choice is no label. */
function kindOf(path: string): string {
  if (path.startsWith("/graphql")) return "graphql";
  if (path === "/livez" || path === "/readyz") return "health";
  return path === "/metrics" ? "metrics" : "other";
}

/** Counts every answer by kind and status. */
export function countAnswers(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    watchAnswer(metrics, response, { kind: kindOf(request.path), started });
    next();
  };
}

/** Counts one answer once it is sent; `started` as `performance.now()` tells it. */
export function watchAnswer(
  metrics: Metrics,
  response: ServerResponse,
  { kind, started }: { kind: string; started: number },
): void {
  response.once("finish", () => metrics.httpAnswered(kind, response.statusCode, performance.now() - started));
}

/** Answers GET /metrics in Prometheus' text format. */
export function showMetrics(metrics: Metrics): RequestHandler {
  return async (_request, response: Response) => {
    const text = await metrics.text();
    response.setHeader("content-type", metrics.contentType);
    response.end(text);
  };
}
