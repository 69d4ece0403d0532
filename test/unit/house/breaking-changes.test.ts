import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "sdl-"));
const run = promisify(execFile);

afterAll(() => rmSync(folder, { recursive: true }));

/** The paths that the check refuses. */
async function refused(earlier: string, later: string): Promise<string[]> {
  const files = [earlier, later].map((sdl, at) => {
    const file = join(folder, `${at}.graphql`);
    writeFileSync(file, `type Query { ${sdl} }`);
    return file;
  });
  try {
    await run(process.execPath, ["scripts/checks/breaking-changes.mjs", ...files]);
    return [];
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    expect(code).toBe(1);
    return [...stderr.matchAll(/^(\S+): /gm)].map(([, path]) => path ?? "");
  }
}

describe("a change of the API", () => {
  it("may add", async () => {
    expect(await refused("a: Int", "a: Int! b(c: Int): Int")).toEqual([]);
  });

  it("may take away what was deprecated first", async () => {
    expect(await refused('a: Int b: Int @deprecated(reason: "removed on 2027-01-01")', "a: Int")).toEqual([]);
  });

  it("may not take away, narrow or demand anything else", async () => {
    expect(await refused("a: Int b: Int", "a: Int")).toEqual(["Query.b"]);
    expect(await refused("a: Int!", "a: Int")).toEqual(["Query.a"]);
    expect(await refused("a(b: Int): Int", "a(b: Int!): Int")).toEqual(["Query.a.b"]);
  });
});
