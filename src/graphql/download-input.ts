import {
  coerceInputValue,
  getNamedType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  getNullableType,
  type GraphQLArgument,
  type GraphQLSchema,
} from "graphql";
import { invalidInput } from "../errors.js";
import { ChangesArgs, toChangesInput } from "./change/change.args.js";
import { LicensesArgs, toLicensesInput } from "./license-position/license-position.args.js";
import { LicenseTrendArgs, toLicenseTrendInput } from "./license-trend/license-trend.args.js";
import { toUsersInput, UsersArgs } from "./user-state/user-state.args.js";

/** The parameters of a URL: a text each. */
export type Parameters = Readonly<Record<string, string>>;

/** How a download's parameters become the arguments of the question with the same name: the same types and the same rules. */
export interface DownloadInputs {
  users(parameters: Parameters): ReturnType<typeof toUsersInput>;
  licenses(parameters: Parameters): ReturnType<typeof toLicensesInput>;
  changes(parameters: Parameters): ReturnType<typeof toChangesInput>;
  trend(parameters: Parameters): ReturnType<typeof toLicenseTrendInput>;
}

/** Paging belongs to GraphQL; a download is everything. */
const PAGING = new Set(["first", "after", "last", "before"]);

/** Reads parameters by the arguments of the schema's roots. */
export function createDownloadInputs(schema: GraphQLSchema): DownloadInputs {
  const read = <T extends object>(root: string, parameters: Parameters, args: T): T =>
    Object.assign(args, argumentsOf(schema, root, parameters));
  return {
    users: (parameters) => toUsersInput(read("users", parameters, new UsersArgs())),
    licenses: (parameters) => toLicensesInput(read("licenses", parameters, new LicensesArgs())),
    changes: (parameters) => toChangesInput(read("changes", parameters, new ChangesArgs())),
    // Not a page but a choice: the series with most assignments, and the others added up.
    trend: ({ first = "200", ...parameters }) =>
      toLicenseTrendInput({ ...read("licenseTrend", parameters, new LicenseTrendArgs()), first: Number(first) }),
  };
}

function argumentsOf(schema: GraphQLSchema, root: string, parameters: Parameters): Record<string, unknown> {
  const known = (schema.getQueryType()?.getFields()[root]?.args ?? []).filter(({ name }) => !PAGING.has(name));
  const stranger = Object.keys(parameters).find((name) => !known.some((argument) => argument.name === name));
  if (stranger !== undefined) {
    throw invalidInput(
      stranger,
      `is no parameter of this download; those are ${known.map(({ name }) => name).join(", ")}`,
    );
  }
  return Object.fromEntries(known.map((argument) => [argument.name, valueOf(argument, parameters[argument.name])]));
}

function valueOf(argument: GraphQLArgument, text: string | undefined): unknown {
  if (text === "" && isPlain(argument) && isListType(getNullableType(argument.type))) return [];
  if (text === undefined || text === "") {
    if (isRequiredArgument(argument)) throw invalidInput(argument.name, "must be given");
    return argument.defaultValue;
  }
  return coerceInputValue(toJson(argument, text), argument.type, (path, _value, error) => {
    throw invalidInput([argument.name, ...path].join("."), `cannot be read: ${error.message.slice(0, 200)}`);
  });
}

/** JSON as in GraphQL's variables; a list of plain values may be written with commas, keys of a grouping by their names. */
function toJson({ name, type }: GraphQLArgument, text: string): unknown {
  const plain = isPlain({ type });
  if (!isListType(getNullableType(type)) && plain) return /^\d{1,9}$/.test(text) ? Number(text) : text;
  if (!/^[[{]/.test(text.trim())) return toList(name, text, plain);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidInput(name, "must be JSON");
  }
}

function isPlain({ type }: Pick<GraphQLArgument, "type">): boolean {
  return !isInputObjectType(getNamedType(type));
}

function toList(name: string, text: string, plain: boolean): unknown {
  const items = text.split(",").map((item) => item.trim());
  if (plain) return items;
  if (name === "groupBy") return items.map((by) => ({ by }));
  throw invalidInput(name, "must be JSON");
}
