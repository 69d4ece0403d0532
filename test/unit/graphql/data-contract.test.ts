import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { graphql } from "graphql";
import { buildApiSchema } from "../../../src/graphql/schema.js";

interface Source {
  readonly service: string;
  readonly request: string;
  readonly permission: string;
  readonly fields: readonly string[];
}

/** The rows of docs/accesses.md that name a request, a permission and fields. */
function documented(): string[][] {
  const rows = [...readFileSync("docs/accesses.md", "utf8").matchAll(/^\| `(GET [^`]+)` \| `([^`]+)` \| (.*) \|$/gm)];
  return rows.map(([, request = "", permission = "", fields = ""]) => [
    request,
    permission,
    ...[...fields.matchAll(/`([^`]+)`/g)].map(([, field = ""]) => field),
  ]);
}

it("the data contract says what customers are told in docs/accesses.md", async () => {
  const schema = await buildApiSchema();

  const { data } = await graphql({
    schema,
    source: "{ dataContract { sources { service request permission fields } } }",
  });

  const { sources } = data?.["dataContract"] as { sources: readonly Source[] };
  const inTenant = sources.filter(({ service }) => service === "Microsoft Graph");
  const told = inTenant.map(({ request, permission, fields }) => [request.split("?")[0], permission, ...fields]);
  expect(told).toEqual(documented());
});
