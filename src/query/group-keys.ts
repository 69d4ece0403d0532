import { invalidInput } from "../errors.js";
import type { PeopleKey } from "../model/group-key.js";
import { EXTENSION_ATTRIBUTE_COUNT } from "../model/imported-fields.js";
import type { GroupKey } from "./inputs.js";

/** Further up than any directory is deep. */
export const MOST_DEPTH = 20;
const MOST_KEYS = 6;

/** One key that makes sense. */
export type ParsedKey = { readonly by: "TENANT" } | { readonly by: "SKU" } | PeopleKey;

/** What to count by: the keys in the order asked, and those among them that speak of people. */
export interface Grouping {
  readonly keys: readonly ParsedKey[];
  readonly people: readonly PeopleKey[];
}

/** Each key at most once, `n` and `depth` where they belong; INVALID_INPUT naming the key otherwise. */
export function parseGroupBy(groupBy: readonly GroupKey[] | null | undefined): Grouping {
  const given = groupBy ?? [];
  if (given.length > MOST_KEYS) throw invalidInput("groupBy", `must be at most ${MOST_KEYS} keys`, given.length);
  const keys = given.map(parseKey);
  if (new Set(keys.map((key) => JSON.stringify(key))).size < keys.length) {
    throw invalidInput("groupBy", "must name each key once");
  }
  return { keys, people: keys.filter((key) => key.by !== "TENANT" && key.by !== "SKU") };
}

function parseKey({ by, n = null, depth = null }: GroupKey, index: number): ParsedKey {
  const path = `groupBy[${index}]`;
  if (n !== null && by !== "EXTENSION_ATTRIBUTE") throw invalidInput(`${path}.n`, "goes with EXTENSION_ATTRIBUTE", n);
  if (depth !== null && by !== "MANAGER") throw invalidInput(`${path}.depth`, "goes with MANAGER", depth);
  if (by === "EXTENSION_ATTRIBUTE") return { by, n: inRange(`${path}.n`, n, EXTENSION_ATTRIBUTE_COUNT) };
  if (by === "MANAGER") return { by, depth: inRange(`${path}.depth`, depth ?? 1, MOST_DEPTH) };
  return { by };
}

function inRange(argument: string, value: number | null, most: number): number {
  if (value === null || !Number.isInteger(value) || value < 1 || value > most) {
    throw invalidInput(argument, `must be from 1 to ${most}`, value);
  }
  return value;
}
