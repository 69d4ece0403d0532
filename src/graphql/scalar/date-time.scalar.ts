import { GraphQLScalarType } from "graphql";
import { AppError, invalidInput } from "../../errors.js";

function writeInstant(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  throw new AppError("INTERNAL", "A DateTime field holds something else");
}

function refuse(): never {
  throw invalidInput("DateTime", "is only used in answers");
}

/** An instant; only ever in answers. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "An instant in UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`.",
  serialize: writeInstant,
  parseValue: refuse,
  parseLiteral: refuse,
});
