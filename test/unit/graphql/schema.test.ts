import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
} from "graphql";
import { printApiSchema } from "../../../src/graphql/print-schema.js";
import { buildApiSchema } from "../../../src/graphql/schema.js";

const HOT_TYPES = [
  "Access",
  "UserState",
  "UserStateConnection",
  "UserStateEdge",
  "PageInfo",
  "AssignedLicense",
  "ExtensionAttribute",
  "Measures",
  "Sku",
  "ServicePlan",
  "KeyValue",
  "LicenseRow",
  "LicenseRowConnection",
  "Delta",
  "DeltaConnection",
  "Point",
  "Series",
  "SeriesColumns",
];

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildApiSchema();
});

function ownTypes(): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

/** Every thing in the schema that a reader may ask about, by its coordinate. */
function described(): Map<string, string | null | undefined> {
  const found = new Map<string, string | null | undefined>();
  for (const type of ownTypes()) {
    found.set(type.name, type.name === "Query" ? "the roots" : type.description);
    if (isEnumType(type))
      type.getValues().forEach((value) => found.set(`${type.name}.${value.name}`, value.description));
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields: readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] = Object.values(type.getFields());
    for (const field of fields) {
      found.set(`${type.name}.${field.name}`, field.description);
      const args = "args" in field ? field.args : [];
      args.forEach((arg) => found.set(`${type.name}.${field.name}(${arg.name}:)`, arg.description));
    }
  }
  return found;
}

describe("the schema", () => {
  it("is committed as the code builds it", async () => {
    const committed = readFileSync("schema/schema.graphql", "utf8");

    expect(committed).toBe(await printApiSchema());
  });

  it("describes every type, field, argument, input and enum value", () => {
    const undescribed = [...described()].filter(([, text]) => !text).map(([coordinate]) => coordinate);

    expect(undescribed).toEqual([]);
  });

  it("has an example in the description of every root, and each is valid", () => {
    const roots = Object.values(schema.getQueryType()?.getFields() ?? {});

    const faults = roots.flatMap(({ name, description }) => {
      const example = /Example: `(.*)`$/.exec(description ?? "")?.[1];
      return example === undefined ? [`${name} has no example`] : validate(schema, parse(example)).map(String);
    });

    expect(faults).toEqual([]);
  });

  it("holds the roots of the first questions and no other", () => {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort()).toEqual([
      "accesses",
      "changeSummaries",
      "changes",
      "compare",
      "coverage",
      "dataContract",
      "licenseTrend",
      "licenses",
      "node",
      "nodes",
      "person",
      "subscribedSkus",
      "tenant",
      "tenants",
      "users",
      "viewer",
    ]);
  });

  it.each(HOT_TYPES)("runs no resolver for the fields of %s, which answers hold in thousands", (name) => {
    const type = schema.getType(name);

    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];

    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => field.resolve).map((field) => field.name)).toEqual([]);
  });
});
