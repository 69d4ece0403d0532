import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { AppError } from "../errors.js";
import type { Log } from "../log.js";
import { writtenFor } from "./written-place.js";

/** How much of a message that may repeat the caller's own input goes back. */
const MAX_REFLECTION = 200;

/** What Apollo says about a request that is no good; the message is safe but may repeat the input. */
const REQUEST_CODES: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/** Turns every error into what a client may see: ours with its code, a bad request cut short, anything else masked. */
export function createErrorFormatter(
  log: Log,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = appErrorIn(error);
    if (cause && cause.code !== "INTERNAL") return showOurs(formatted, cause, placeOf(error));
    if (REQUEST_CODES.has(formatted.extensions?.["code"])) return showRequestError(formatted);
    return mask(formatted, error, log);
  };
}

/** An error that Apollo answers with HTTP 400: what is refused before anything runs. */
export function refusal(error: AppError | GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
  });
}

function appErrorIn(error: unknown): AppError | null {
  for (let current = error; current instanceof Error;) {
    if (current instanceof AppError) return current;
    current = current instanceof GraphQLError ? current.originalError : undefined;
  }
  return null;
}

/** Where the caller wrote the value that a scalar refused; null for any other error. */
function placeOf(error: unknown): string | null {
  for (let current = error; current instanceof GraphQLError; current = current.originalError) {
    const place = writtenFor(current.nodes?.[0]);
    if (place !== null) return place;
  }
  return null;
}

/** A scalar's error comes wrapped, in GraphQL's words, which repeat the input; the scalar alone cannot name the argument. */
function showOurs(
  formatted: GraphQLFormattedError,
  { code, details, message }: AppError,
  argument: string | null,
): GraphQLFormattedError {
  const words = formatted.message === message ? message : cut(formatted.message);
  return { ...formatted, message: words, extensions: { ...details, ...(argument === null ? {} : { argument }), code } };
}

function showRequestError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { code, limit } = formatted.extensions ?? {};
  return { ...formatted, message: cut(formatted.message), extensions: { code, ...(limit ? { limit } : {}) } };
}

function mask(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const id = randomUUID();
  log.error("a request failed unexpectedly", { id, path: formatted.path?.join("."), ...describe(error) });
  return {
    ...formatted,
    message: `Something went wrong here; the log has it as ${id}`,
    extensions: { code: "INTERNAL", id },
  };
}

/** Name, code and stack frames; never a message, which may hold a person's data. */
function describe(error: unknown): Record<string, unknown> {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (!(cause instanceof Error)) return { error: typeof cause };
  const frames = cause.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { error: cause.name, code: (cause as { code?: unknown }).code, frames: frames?.slice(0, 12) };
}

function cut(message: string): string {
  return message.length <= MAX_REFLECTION ? message : `${message.slice(0, MAX_REFLECTION - 1)}…`;
}
