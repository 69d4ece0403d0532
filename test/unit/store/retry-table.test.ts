import { describe, expect, it } from "@jest/globals";
import { AnswerTimedOut, CommitFailed } from "../../../src/store/driver-error.js";
import { retryFor } from "../../../src/store/write/retry-table.js";

function wrapped(driverError: object): Error {
  return Object.assign(new Error("QueryFailedError"), { driverError });
}

describe("the retry table", () => {
  it.each([1213, 1205, 3101])("repeats after %d at once: the server has rolled back", (errno) => {
    expect(retryFor(wrapped({ errno }))).toBe("again");
  });

  it.each([1180, 3100, 1047, 1290, 1836, 1105, 1053, 2006, 2013])(
    "asks the witness after %d: nobody knows",
    (errno) => {
      expect(retryFor(wrapped({ errno }))).toBe("witness");
    },
  );

  it.each(["ECONNRESET", "EPIPE", "ECONNREFUSED", "ETIMEDOUT", "PROTOCOL_CONNECTION_LOST"])(
    "asks the witness after %s",
    (code) => {
      expect(retryFor(wrapped({ code }))).toBe("witness");
    },
  );

  it("asks the witness after a time-out of ours", () => {
    expect(retryFor(new AnswerTimedOut(5))).toBe("witness");
  });

  it("asks the witness after a connection that the driver closed without giving a number", () => {
    expect(retryFor(wrapped({ fatal: true }))).toBe("witness");
  });

  it.each([1062, 1064, "SQLITE_IOERR"])("asks the witness when COMMIT itself failed, with %s too", (code) => {
    expect(retryFor(new CommitFailed(wrapped({ errno: code, code })))).toBe("witness");
  });

  it.each([1213, 3101, "SQLITE_BUSY"])("repeats at once when COMMIT failed with %s: it was refused", (code) => {
    expect(retryFor(new CommitFailed(wrapped({ errno: code, code })))).toBe("again");
  });

  it.each([1062, 1406, 1064, "SQLITE_CONSTRAINT"])("ends the run after %s, which would fail again", (code) => {
    expect(retryFor(wrapped({ errno: code, code }))).toBe("stop");
  });

  it.each([new Error("ours"), "text", null, undefined])("ends the run after %p, which no driver threw", (cause) => {
    expect(retryFor(cause)).toBe("stop");
  });
});
