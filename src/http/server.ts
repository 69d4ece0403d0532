import { createServer } from "node:http";
import { createGraphqlServer } from "../graphql/server.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { Downloads } from "../query/download.js";
import type { DataVersions } from "../query/data-version.js";
import type { Questions } from "../query/questions.js";
import { createListener } from "./app.js";
import { SANDBOX_QUERY } from "./example-queries.js";
import { KeptAnswers } from "./kept-answers.js";
import { assertReachableByNobodyElse, isLoopback, listen, type ListenOptions } from "./listen.js";

/** What the HTTP API needs. */
export interface HttpServerDeps extends ListenOptions {
  readonly questions: Questions;
  /** Rejects when the database does not answer. */
  readonly ready: () => Promise<void>;
  readonly log: Log;
  /** Tells whether an answer kept is still true; absent: none is kept. */
  readonly versions?: DataVersions;
  readonly answerCacheBytes?: number;
  readonly metrics?: Metrics;
  /** Whether /metrics is on this port; false where it has one of its own. */
  readonly showMetrics?: boolean;
  /** Pins downloads; absent: there are none. */
  readonly downloads?: Downloads;
  /** Serve the API as a subgraph of a federated graph. */
  readonly subgraph?: boolean;
}

/** A running HTTP API: where it is, and how to end it (the calls under way are answered first). */
export interface HttpServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the HTTP API; refuses a host that others can reach, because there is no sign-in yet. */
export async function startHttpServer(deps: HttpServerDeps): Promise<HttpServer> {
  assertReachableByNobodyElse(deps);
  let stopping = false;
  const httpServer = createServer();
  const graphql = await createGraphqlServer({
    ...deps,
    httpServer,
    exampleQuery: SANDBOX_QUERY,
    watch: (root, outcome) => deps.metrics?.graphqlAnswered(root, outcome),
  });
  const { versions, answerCacheBytes: maxBytes = 0 } = deps;
  const kept = versions && maxBytes > 0 ? new KeptAnswers({ ...graphql, versions, maxBytes }) : null;
  const answer = createListener({ ...deps, graphql, kept, stopping: () => stopping, loopback: isLoopback(deps.host) });
  const url = await listen(httpServer, answer, deps);
  deps.log.info("listening", { url });
  return {
    url,
    stop: async () => {
      stopping = true;
      await graphql.apollo.stop();
      deps.log.info("stopped listening", { url });
    },
  };
}
