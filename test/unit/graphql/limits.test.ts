import { beforeAll, describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery, parse, validate, type GraphQLSchema } from "graphql";
import { COST_LIMIT, costOf } from "../../../src/graphql/cost.js";
import { LIMITS, sizeLimitRule } from "../../../src/graphql/limits.js";
import { buildApiSchema } from "../../../src/graphql/schema.js";

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildApiSchema();
});

function sizeErrors(query: string): string[] {
  return validate(schema, parse(query), [sizeLimitRule]).map(
    (error) => (error.extensions["limit"] as { name: string }).name,
  );
}

function times(count: number, one: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => one(index)).join(" ");
}

/** A query `levels` deep: person { state { person { state ... } } }. */
function deep(levels: number): string {
  const open = times(levels - 2, (index) => (index % 2 === 0 ? "state {" : "person {"));
  const ids = 'tenantId: "11111111-1111-4111-8111-111111111111", entraId: "11111111-1111-4111-8111-111111111111"';
  return `{ person(${ids}) { ${open} id ${"}".repeat(levels - 2)} } }`;
}

describe("the size of a document", () => {
  it("allows twelve levels and refuses thirteen", () => {
    expect(sizeErrors(deep(LIMITS.depth))).toEqual([]);
    expect(sizeErrors(deep(LIMITS.depth + 1))).toEqual(["depth"]);
  });

  it("counts levels through fragments and inline fragments alike", () => {
    const spread = deep(LIMITS.depth).replace(" id ", " ... on Person { ...deeper } ");

    expect(sizeErrors(`${spread} fragment deeper on Person { tenant { name } }`)).toEqual(["depth"]);
  });

  it("allows fifty aliases and refuses one more, __typename among them", () => {
    const aliases = (count: number) => `{ viewer { ${times(count, (index) => `a${index}: __typename`)} } }`;

    expect(sizeErrors(aliases(LIMITS.aliases))).toEqual([]);
    expect(sizeErrors(aliases(LIMITS.aliases + 1))).toEqual(["aliases"]);
  });

  it("counts the aliases of a fragment each time it is spread", () => {
    const fragment = `fragment F on Viewer { ${times(18, (index) => `a${index}: today`)} }`;

    expect(sizeErrors(`{ viewer { ...F ...F ...F } } ${fragment}`)).toEqual(["aliases"]);
  });

  it("allows ten root fields and refuses eleven", () => {
    expect(sizeErrors(`{ ${times(LIMITS.rootFields, () => "viewer { today }")} }`)).toEqual([]);
    expect(sizeErrors(`{ ${times(LIMITS.rootFields + 1, () => "viewer { today }")} }`)).toEqual(["rootFields"]);
  });

  it("allows twenty directives and refuses one more", () => {
    const directives = (count: number) => `{ viewer { today ${times(count, () => "@include(if: true)")} } }`;

    expect(sizeErrors(directives(LIMITS.directives))).toEqual([]);
    expect(sizeErrors(directives(LIMITS.directives + 1))).toEqual(["directives"]);
  });

  it("measures fragments that spread each other a million times in no time", () => {
    const chain = times(40, (index) => `fragment F${index} on Viewer { ...F${index + 1} ...F${index + 1} }`);

    expect(sizeErrors(`{ viewer { ...F0 } } ${chain} fragment F40 on Viewer { a: today }`)).toEqual(["aliases"]);
  });

  it("survives fragments that spread themselves", () => {
    expect(sizeErrors("{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }")).toEqual([]);
  });

  it("lets GraphiQL read the schema", () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true });

    expect(sizeErrors(query)).toEqual([]);
    expect(costOf(schema, parse(query), {}).total).toBeLessThan(COST_LIMIT);
  });
});

describe("the cost of a query", () => {
  const users = (argument: string) => `{ users${argument} { nodes { displayName licenses { sku { skuId } } } } }`;
  const cost = (query: string, variables = {}) => costOf(schema, parse(query), { variables }).total;

  it("grows with the page size and takes fifty when there is none", () => {
    expect(cost(users("(first: 100)"))).toBeGreaterThan(cost(users("(first: 50)")));
    expect(cost(users(""))).toBe(cost(users("(first: 50)")));
    expect(cost(users("(last: 50)"))).toBe(cost(users("(first: 50)")));
  });

  it("is the same whether the page size is a literal, a variable or a default", () => {
    const literal = cost(users("(first: 100)"));

    expect(cost(`query($n: Int) ${users("(first: $n)")}`, { n: 100 })).toBe(literal);
    expect(cost(`query($n: Int = 100) ${users("(first: $n)")}`)).toBe(literal);
  });

  it("never falls below one item, so that a negative page size cancels nothing", () => {
    const honest = cost(users("(first: 200)"));

    for (const first of [-100_000, -1, 0, -2_147_483_648]) {
      expect(
        cost(`{ a: ${users(`(first: ${first})`).slice(2)} `.replace(/ \} $/, ` ${users("(first: 200)").slice(2)}`)),
      ).toBeGreaterThan(honest);
    }
  });

  it("grows with the number of ids", () => {
    const nodes = (count: number) => `{ nodes(ids: [${times(count, () => '"x"')}]) { id } }`;

    expect(cost(nodes(100))).toBeGreaterThan(50 * cost(nodes(1)) - 100);
  });

  it("names the root field that costs most", () => {
    const { field } = costOf(schema, parse(`{ viewer { today } ${users("(first: 200)").slice(2)}`), {});

    expect(field).toBe("users");
  });
});
