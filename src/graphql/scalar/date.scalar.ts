import { GraphQLScalarType, Kind } from "graphql";
import { invalidInput } from "../../errors.js";
import { parseSnapshotDate, type SnapshotDate } from "../../model/snapshot-date.js";

function parseDate(value: unknown): SnapshotDate {
  if (typeof value !== "string") throw invalidInput("Date", "must be a calendar day from 2000 to 2999, YYYY-MM-DD");
  return parseSnapshotDate("Date", value);
}

/** A UTC calendar day. A `SnapshotDate` already is the text, so an answer costs nothing. */
export const DateScalar = new GraphQLScalarType<SnapshotDate, string>({
  name: "Date",
  description: "A UTC calendar day, `YYYY-MM-DD`, from 2000 to 2999.",
  serialize: (value) => String(value),
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : null),
});
