import { describe, expect, it } from "@jest/globals";
import { buildSchema, graphql, type GraphQLResolveInfo } from "graphql";
import { requests, requestsAnywhere, requestsOfNodes } from "../../../src/graphql/requested-fields.js";

const SCHEMA = buildSchema(`
  type Query { users: Users }
  type Users { totalCount: Int nodes: [User] edges: [Edge] }
  type Edge { node: User }
  type User { name: String licenses: [Int] }
`);

async function asked(query: string, variableValues: Record<string, unknown> = {}) {
  let answer = { totalCount: false, licenses: false, anywhere: false };
  const users = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    answer = {
      totalCount: requests(info, "totalCount"),
      licenses: requestsOfNodes(info, "licenses"),
      anywhere: requestsAnywhere(info, "licenses"),
    };
    return null;
  };
  const { errors } = await graphql({ schema: SCHEMA, source: query, rootValue: { users }, variableValues });
  expect(errors).toBeUndefined();
  return answer;
}

describe("what a query asks for", () => {
  it.each([
    ["by nodes", "{ users { nodes { licenses } } }"],
    ["by edges", "{ users { edges { node { licenses } } } }"],
    ["under an alias", "{ users { n: nodes { l: licenses } } }"],
    ["in an inline fragment", "{ users { ... on Users { nodes { ... { licenses } } } } }"],
    [
      "in a named fragment",
      "{ users { ...U } } fragment U on Users { nodes { ...P } } fragment P on User { licenses }",
    ],
    ["in a second selection of the field", "{ users { totalCount } users { nodes { licenses } } }"],
  ])("is seen %s", async (_where, query) => {
    expect(await asked(query)).toMatchObject({ licenses: true, anywhere: true });
  });

  it("is not seen where it is not asked for", async () => {
    expect(await asked("{ users { nodes { name } } }")).toEqual({
      totalCount: false,
      licenses: false,
      anywhere: false,
    });
    expect(await asked("{ users { totalCount } }")).toEqual({ totalCount: true, licenses: false, anywhere: false });
  });

  it("follows @skip and @include with variables", async () => {
    const query =
      "query($yes: Boolean!) { users { totalCount @skip(if: $yes) nodes { licenses @include(if: $yes) } } }";

    expect(await asked(query, { yes: true })).toEqual({ totalCount: false, licenses: true, anywhere: true });
    expect(await asked(query, { yes: false })).toEqual({ totalCount: true, licenses: false, anywhere: false });
  });
});
