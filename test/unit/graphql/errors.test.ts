import { describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { AppError } from "../../../src/errors.js";
import { createErrorFormatter } from "../../../src/graphql/errors.js";
import { SILENT_LOG } from "../../../src/log.js";

interface Line {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function format(error: unknown, code = "INTERNAL_SERVER_ERROR") {
  const lines: Line[] = [];
  const log = { ...SILENT_LOG, error: (message: string, fields = {}) => void lines.push({ message, fields }) };
  const message = error instanceof Error ? error.message : "x";
  const formatted = createErrorFormatter(log)({ message, extensions: { code, stacktrace: ["secret"] } }, error);
  return { formatted, lines };
}

function wrapped(cause: Error): GraphQLError {
  return new GraphQLError(cause.message, { originalError: new GraphQLError(cause.message, { originalError: cause }) });
}

describe("an error in an answer", () => {
  it("of ours has its code and details, however deep GraphQL wrapped it", () => {
    const { formatted, lines } = format(wrapped(new AppError("SNAPSHOT_NOT_FOUND", "No such day", { tenantCount: 3 })));

    expect(formatted).toEqual({ message: "No such day", extensions: { code: "SNAPSHOT_NOT_FOUND", tenantCount: 3 } });
    expect(lines).toEqual([]);
  });

  it.each([
    ["a database's", Object.assign(new Error("Duplicate entry 'canary@contoso.com'"), { code: "ER_DUP_ENTRY" })],
    ["a plain", new TypeError("canary is undefined")],
    ["an internal one of ours", new AppError("INTERNAL", "canary", { canary: true })],
    ["a thrown text", "canary"],
  ])("that nobody expected (%s) is masked, and an id joins answer and log", (_what, error) => {
    const { formatted, lines } = format(error instanceof Error ? wrapped(error) : error);

    expect(formatted.extensions?.["code"]).toBe("INTERNAL");
    expect(formatted.message).toContain(lines[0]?.fields["id"]);
    expect(formatted.extensions?.["id"]).toBe(lines[0]?.fields["id"]);
    expect(JSON.stringify(formatted)).not.toMatch(/canary|secret/);
    expect(JSON.stringify(lines)).not.toContain("canary");
  });

  it("that repeats the caller's input is cut to 200 characters", () => {
    const { formatted } = format(
      new GraphQLError(`Expected, found "${"x".repeat(900_000)}"`),
      "GRAPHQL_VALIDATION_FAILED",
    );

    expect(formatted.message).toHaveLength(200);
    expect(formatted.extensions).toEqual({ code: "GRAPHQL_VALIDATION_FAILED" });
  });
});
