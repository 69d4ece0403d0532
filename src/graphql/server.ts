import { createHash } from "node:crypto";
import type { Server } from "node:http";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { printSchema } from "graphql";
import type { Log } from "../log.js";
import { ALL_TENANTS, type TenantScope } from "../model/tenant.js";
import type { Questions } from "../query/questions.js";
import { createContext, type AnswerNote, type ApiContext } from "./context.js";
import { costPlugin } from "./cost.js";
import { createDownloadInputs, type DownloadInputs } from "./download-input.js";
import { createErrorFormatter } from "./errors.js";
import { MAX_RECURSIVE_SELECTIONS, MAX_TOKENS, operationTypeRule, sizeLimitRule } from "./limits.js";
import { buildApiSchema } from "./schema.js";
import { operationWatchPlugin, type OperationWatch } from "./operation-watch.js";
import { sealedAnswerPlugin } from "./sealed-answer.js";
import { buildSubgraph } from "./subgraph.js";

/** Apollo, started, and the context of each request. */
export interface GraphqlServer {
  readonly apollo: ApolloServer<ApiContext>;
  readonly context: (answer?: AnswerNote) => Promise<ApiContext>;
  /** How downloads read their parameters. */
  readonly downloadInputs: DownloadInputs;
  /** What every caller may see, until sign-in exists. */
  readonly scope: TenantScope;
  /** Changes with the schema. */
  readonly schemaVersion: string;
}

/** What the GraphQL server needs; `exampleQuery` is what Apollo Sandbox opens with. */
export interface GraphqlServerDeps {
  readonly questions: Questions;
  readonly log: Log;
  readonly httpServer: Server;
  readonly exampleQuery?: string;
  readonly watch?: OperationWatch;
  /** Serve the API as a subgraph of a federated graph. */
  readonly subgraph?: boolean;
}

/** Starts Apollo over the questions. Until sign-in exists every caller sees every tenant, so `http/` stays on loopback. */
export async function createGraphqlServer(deps: GraphqlServerDeps): Promise<GraphqlServer> {
  const api = await buildApiSchema();
  const schema = deps.subgraph ? buildSubgraph(api) : api;
  const apollo = new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    hideSchemaDetailsFromClientErrors: false,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: MAX_RECURSIVE_SELECTIONS,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationOptions: { maxErrors: 5 },
    executionOptions: { maxCoercionErrors: 5 },
    validationRules: [sizeLimitRule, operationTypeRule],
    formatError: createErrorFormatter(deps.log),
    logger: quietLogger(deps.log),
    plugins: [
      costPlugin(schema),
      sealedAnswerPlugin(schema),
      ...(deps.watch ? [operationWatchPlugin(deps.watch)] : []),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: deps.httpServer }),
      ApolloServerPluginLandingPageLocalDefault({
        footer: false,
        embed: { runTelemetry: false },
        ...(deps.exampleQuery ? { document: deps.exampleQuery } : {}),
      }),
    ],
  });
  await apollo.start();
  return {
    apollo,
    scope: ALL_TENANTS,
    downloadInputs: createDownloadInputs(api),
    schemaVersion: createHash("sha256").update(printSchema(schema)).digest("base64url"),
    context: async (answer) => createContext(deps.questions, ALL_TENANTS, answer),
  };
}

/** Apollo's own lines may repeat a request, so only that it spoke is kept. */
function quietLogger(log: Log) {
  const say = (message: unknown) => log.debug("apollo", { length: String(message).length });
  return { debug: say, info: say, warn: say, error: say };
}
