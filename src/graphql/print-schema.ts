import { lexicographicSortSchema, printSchema } from "graphql";
import { buildApiSchema } from "./schema.js";

/** The SDL as it is committed: sorted, so that a diff shows only what changed. scripts/schema.mjs writes it. */
export async function printApiSchema(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await buildApiSchema()))}\n`;
}
