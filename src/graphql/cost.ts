import type { ApolloServerPlugin } from "@apollo/server";
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isListType,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { getComplexity, type ComplexityEstimatorArgs } from "graphql-query-complexity";
import { AppError } from "../errors.js";
import type { ApiContext } from "./context.js";
import { refusal } from "./errors.js";
import { MAX_PAGE_SIZE } from "./row-page.js";

/** What one operation may cost: about one for each value it can answer with. */
export const COST_LIMIT = 50_000;

/** How long a list without a page size may well be. */
const LIST_SIZES: Readonly<Record<string, number>> = {
  "UserState.licenses": 10,
  "AssignedLicense.disabledPlans": 3,
  "UserState.extensionAttributes": 15,
  "Person.licensePeriods": 50,
  "SubscribedSku.servicePlans": 40,
  "Snapshot.checks": 10,
  "TenantDay.checks": 3,
  "LicenseRow.key": 3,
  "Delta.key": 3,
  "Delta.causes": 4,
  "Comparison.causes": 8,
  "ChangeSummary.counts": 20,
  "Series.key": 3,
  // `first` of the trend counts its series; how many points they may have is limited in query/.
  "LicenseTrend.series": 1,
  "Series.points": 100,
  "DataContract.sources": 3,
  "Access.fields": 22,
};

const DEFAULT_PAGE_SIZE = 50;

interface Cost {
  total: number;
  /** The root field that costs most. */
  field: string;
  fieldCost: number;
}

interface CostRequest {
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string | null | undefined;
}

/** What an operation costs, before anything runs: variables included, a page size never below 1. */
export function costOf(schema: GraphQLSchema, query: DocumentNode, request: CostRequest): Cost {
  const cost: Cost = { total: 0, field: "", fieldCost: 0 };
  const { variables = {}, operationName } = request;
  cost.total = getComplexity({
    schema,
    query,
    variables,
    ...(operationName ? { operationName } : {}),
    estimators: [(args) => noteDearest(cost, args, 1 + listSize(args) * args.childComplexity)],
  });
  return cost;
}

/** Refuses what costs too much, and says in every answer what the question cost. */
export function costPlugin(schema: GraphQLSchema): ApolloServerPlugin<ApiContext> {
  const costs = rememberedCosts(schema);
  return {
    async requestDidStart() {
      let requested = 0;
      return {
        async didResolveOperation({ document, request, operationName }) {
          const cost = costs(document, { variables: request.variables, operationName });
          requested = cost.total;
          if (requested > COST_LIMIT) throw refusal(tooExpensive(cost));
        },
        async willSendResponse({ response: { body } }) {
          if (body.kind !== "single") return;
          const { extensions } = body.singleResult;
          body.singleResult.extensions = { ...extensions, cost: { requested, limit: COST_LIMIT } };
        },
      };
    },
  };
}

const MOST_REMEMBERED = 50;
const LONGEST_REMEMBERED = 500;

/** The cost of a document that Apollo keeps is counted once for each operation and set of short variables. */
function rememberedCosts(schema: GraphQLSchema): (query: DocumentNode, request: CostRequest) => Cost {
  const byDocument = new WeakMap<DocumentNode, Map<string, Cost>>();
  return (query, request) => {
    const costs = byDocument.get(query) ?? new Map<string, Cost>();
    byDocument.set(query, costs);
    const key = JSON.stringify([request.operationName, request.variables]);
    const known = costs.get(key) ?? costOrRefuse(schema, query, request);
    if (costs.size < MOST_REMEMBERED && key.length < LONGEST_REMEMBERED) costs.set(key, known);
    return known;
  };
}

/** Variables that do not fit are found here first; a document that cannot be counted never runs. */
function costOrRefuse(schema: GraphQLSchema, query: DocumentNode, request: CostRequest): Cost {
  try {
    return costOf(schema, query, request);
  } catch (error) {
    throw error instanceof GraphQLError ? refusal(error) : error;
  }
}

function tooExpensive({ total, field }: Cost): AppError {
  return new AppError(
    "QUERY_TOO_EXPENSIVE",
    `The query costs ${total}, the limit is ${COST_LIMIT}. Ask for fewer items of ${field}, or fewer fields of each`,
    { requested: total, limit: COST_LIMIT, field },
  );
}

function noteDearest(cost: Cost, { type, field }: ComplexityEstimatorArgs, fieldCost: number): number {
  if (type.name === "Query" && fieldCost > cost.fieldCost) {
    cost.field = field.name;
    cost.fieldCost = fieldCost;
  }
  return fieldCost;
}

function listSize({ type, field, args }: ComplexityEstimatorArgs): number {
  const values = args as Record<string, unknown>;
  if (field.args.some(({ name }) => name === "first")) return pageSize(values["first"] ?? values["last"]);
  const asked = values["ids"] ?? values["representations"];
  if (Array.isArray(asked)) return Math.max(1, asked.length);
  if (!isListType(getNullableType(field.type)) || isPartOfPage(type.name, getNamedType(field.type).name)) return 1;
  return LIST_SIZES[`${type.name}.${field.name}`] ?? 10;
}

/** The connection's own field was multiplied already; introspection is limited by graphql-js. */
function isPartOfPage(typeName: string, fieldTypeName: string): boolean {
  return typeName.endsWith("Connection") || fieldTypeName.startsWith("__");
}

function pageSize(value: unknown): number {
  const size = typeof value === "number" ? value : DEFAULT_PAGE_SIZE;
  return Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(size)));
}
