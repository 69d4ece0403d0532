import { describe, expect, it } from "@jest/globals";
import { parseServerUrl, placeOf } from "../../../src/store/server-url.js";

describe("the URL of a server", () => {
  it("names one node or several, with the port 3306 unless it says another", () => {
    const { nodes, ...rest } = parseServerUrl("mysql://user:p%40s%2Cs@one,two:3307,[::1]:3308/db");

    expect(nodes).toEqual([
      { host: "one", port: 3306 },
      { host: "two", port: 3307 },
      { host: "::1", port: 3308 },
    ]);
    expect(rest).toEqual({ user: "user", password: "p@s,s", database: "db" });
  });

  it("shows its nodes, and neither user nor password", () => {
    expect(placeOf("mysql://user:secret@one:1,two:2/db")).toBe("one:1,two:2");
    expect(placeOf("mysql://one/db")).toBe("one");
  });
});
