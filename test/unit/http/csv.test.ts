import { describe, expect, it } from "@jest/globals";
import { toCsvLine } from "../../../src/http/downloads/csv.js";

describe("a line of CSV", () => {
  it("keeps null and empty text apart", () => {
    expect(toCsvLine([null, "", "a", 0, false])).toBe(',"",a,0,false\r\n');
  });

  it("quotes what would break the line", () => {
    expect(toCsvLine(['say "hi"', "a,b", "two\nlines", " edge "])).toBe('"say ""hi""","a,b","two\nlines"," edge "\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1", "\tx"])(
    "puts an apostrophe before %j, which a spreadsheet would run",
    (text) => {
      expect(toCsvLine([text]).replace(/^"/, "")).toMatch(/^'/);
    },
  );

  it("leaves numbers that are negative as they are", () => {
    expect(toCsvLine([-1])).toBe("-1\r\n");
  });
});
