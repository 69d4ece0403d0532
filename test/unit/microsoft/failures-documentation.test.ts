import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { FAILURES, type FailureCode, type FailureText } from "../../../src/model/failure.js";

const page = readFileSync("docs/failures.md", "utf8");

/** How docs/failures.md must describe a failure. */
function section(code: string, { scope, message, remedy, documentation }: FailureText): string {
  return `## ${code}\n\n*${scope}* · ${message}\n\n**What to do.** ${remedy}\n\n**More.** <${documentation}>\n`;
}

const all = Object.entries(FAILURES) as [FailureCode, FailureText][];

describe("docs/failures.md", () => {
  it.each(all)("describes %s as the code does", (code, text) => {
    expect(page).toContain(section(code, text));
  });

  it("describes nothing else", () => {
    const described = [...page.matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code);

    expect(described.sort()).toEqual(Object.keys(FAILURES).sort());
  });
});

describe("a failure", () => {
  it.each(all)("%s points to Microsoft or to ourselves", (code, { documentation }) => {
    expect(documentation).toMatch(/^https:\/\/learn\.microsoft\.com\/|^docs\/failures\.md#/);
    if (documentation.startsWith("docs/")) expect(documentation).toBe(`docs/failures.md#${code.toLowerCase()}`);
  });

  it("of access names both the role and the scopes", () => {
    expect(FAILURES.ACCESS_DENIED.remedy).toMatch(/Directory Readers.*User\.Read\.All.*LicenseAssignment\.Read\.All/);
  });
});
