import type { RequestListener } from "node:http";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { GraphqlServer } from "../graphql/server.js";
import type { AnswerNote } from "../graphql/context.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { Downloads } from "../query/download.js";
import { answerCache } from "./answer-cache.js";
import { downloadRouter } from "./downloads/router.js";
import { graphiqlRouter } from "./graphiql.js";
import type { KeptAnswers } from "./kept-answers.js";
import { questionDoor, refuseNoJson } from "./question-door.js";
import { liveness, readiness, type HealthDeps } from "./health.js";
import { countAnswers, showMetrics } from "./metrics.js";
import { refuseForeignNames, securityHeaders } from "./security-headers.js";

const BODY_KILOBYTES = 100;

/** What the HTTP side needs of the rest. */
export interface AppDeps extends HealthDeps {
  readonly graphql: GraphqlServer;
  /** Only this machine reaches it, so only its own names are answered to. */
  readonly loopback: boolean;
  readonly metrics?: Metrics;
  /** Whether /metrics is here, and not on a port of its own. */
  readonly showMetrics?: boolean;
  /** Answers kept from earlier; absent: none are. */
  readonly kept?: KeptAnswers | null;
  /** Pins downloads; absent: there are none. */
  readonly downloads?: Downloads;
}

/** Everything a request may meet: what is kept is answered at the door, the rest by express. */
export function createListener(deps: AppDeps): RequestListener {
  const app = createApp(deps);
  const { kept, loopback, metrics } = deps;
  return kept ? questionDoor({ kept, loopback, metrics, app, maxBodyBytes: BODY_KILOBYTES * 1_024 }) : app;
}

/** The routes: GraphQL, GraphiQL, the two health checks and the metrics. */
function createApp(deps: AppDeps): Express {
  const { context } = deps.graphql;
  const app = express();
  app.disable("x-powered-by").disable("etag");
  if (deps.metrics) app.use(countAnswers(deps.metrics));
  app.use(securityHeaders);
  if (deps.loopback) app.use(refuseForeignNames);
  app.get("/livez", liveness);
  app.get("/readyz", readiness(deps));
  if (deps.metrics && deps.showMetrics) app.get("/metrics", showMetrics(deps.metrics));
  app.get("/", (_request, response) => response.redirect("/graphql"));
  app.use(
    "/graphiql",
    graphiqlRouter(async () => (await context()).today()),
  );
  app.use("/graphql", ...answering(deps));
  if (deps.downloads) {
    const { downloadInputs: inputs, scope } = deps.graphql;
    app.use("/export", downloadRouter({ downloads: deps.downloads, inputs, scope, log: deps.log }));
  }
  app.use(
    (request, response) => void response.status(404).json(problem("NOT_FOUND", `There is no ${request.method} here`)),
  );
  app.use(answerError(deps.log));
  return app;
}

/** Reads the question, answers it from what is kept or by Apollo. */
function answering({ graphql, kept }: AppDeps): RequestHandler[] {
  return [
    express.json({ limit: `${BODY_KILOBYTES}kb` }),
    ...(kept ? [refuseNoJson, answerCache(kept)] : []),
    expressMiddleware(graphql.apollo, {
      context: ({ res }) => graphql.context(res.locals["answer"] as AnswerNote | undefined),
    }),
  ];
}

/** Errors outside GraphQL, in its shape: a body that is too large or is no JSON, and faults of ours. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: { type?: string; status?: number }, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error.type === "entity.too.large") {
      response.status(413).json(problem("INVALID_INPUT", `The request body must be at most ${BODY_KILOBYTES}kb`));
    } else if (error.type === "entity.parse.failed") {
      response.status(400).json(problem("INVALID_INPUT", "The request body must be JSON"));
    } else if (error.status !== undefined && error.status >= 400 && error.status < 500) {
      response.status(error.status).json(problem("INVALID_INPUT", "The request cannot be read"));
    } else {
      log.error("an HTTP request failed", { error: error instanceof Error ? error.name : typeof error });
      response.status(500).json(problem("INTERNAL", "Something went wrong here"));
    }
  };
}

function problem(code: string, message: string): { errors: { message: string; extensions: { code: string } }[] } {
  return { errors: [{ message, extensions: { code } }] };
}
