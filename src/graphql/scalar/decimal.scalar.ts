import { GraphQLScalarType } from "graphql";
import { invalidInput } from "../../errors.js";

function refuse(): never {
  throw invalidInput("Decimal", "is only used in answers");
}

/** A decimal number as text, so that no client rounds it; only ever in answers. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: "Decimal",
  description: 'A decimal number as text, for example `"0.9375"`.',
  serialize: (value) => String(value),
  parseValue: refuse,
  parseLiteral: refuse,
});
