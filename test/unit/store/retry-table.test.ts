import { describe, expect, it } from "@jest/globals";
import { retryFor } from "../../../src/store/write/retry-table.js";

function wrapped(driverError: object): Error {
  return Object.assign(new Error("QueryFailedError"), { driverError });
}

describe("the retry table", () => {
  it.each([1213, 1205, 3101])("repeats after %d at once: the server has rolled back", (errno) => {
    expect(retryFor(wrapped({ errno }))).toBe("again");
  });

  it.each([1180, 3100, 1047, 1290, 1105, 2006, 2013])("asks the witness after %d: nobody knows", (errno) => {
    expect(retryFor(wrapped({ errno }))).toBe("witness");
  });

  it.each(["ECONNRESET", "EPIPE", "ETIMEDOUT", "PROTOCOL_CONNECTION_LOST"])("asks the witness after %s", (code) => {
    expect(retryFor(wrapped({ code }))).toBe("witness");
  });

  it.each([1062, 1406, 1064, "SQLITE_CONSTRAINT"])("ends the run after %s, which would fail again", (code) => {
    expect(retryFor(wrapped({ errno: code, code }))).toBe("stop");
  });

  it.each([new Error("ours"), "text", null, undefined])("ends the run after %p, which no driver threw", (cause) => {
    expect(retryFor(cause)).toBe("stop");
  });
});
