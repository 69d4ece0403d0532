import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLSchema, parse, specifiedRules, validate } from "graphql";
import { COST_LIMIT, costOf } from "../../../src/graphql/cost.js";
import { sizeLimitRule } from "../../../src/graphql/limits.js";
import { buildApiSchema } from "../../../src/graphql/schema.js";
import { exampleQueries, SANDBOX_QUERY } from "../../../src/http/example-queries.js";

const EXAMPLES = exampleQueries("2026-08-31", "2026-08-01");

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildApiSchema();
});

describe.each(EXAMPLES)("the example query: $title", ({ query, variables }) => {
  it("is valid and within the limits", () => {
    expect(validate(schema, parse(query), [...specifiedRules, sizeLimitRule])).toEqual([]);
  });

  it("costs less than the limit with its variables", () => {
    const { total } = costOf(schema, parse(query), { variables: { ...variables } });

    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(COST_LIMIT);
  });

  it("stands in docs/api.md word for word", () => {
    expect(readFileSync("docs/api.md", "utf8")).toContain(query);
  });

  it("fits the width of GraphiQL's editor", () => {
    expect(query.split("\n").filter((line) => line.length > 64)).toEqual([]);
  });
});

it("opens Apollo Sandbox with a query that needs no variables", () => {
  expect(() => costOf(new GraphQLSchema(schema.toConfig()), parse(SANDBOX_QUERY), {})).not.toThrow();
});
