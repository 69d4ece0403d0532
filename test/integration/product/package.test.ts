import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { emptyFolder, type Outcome, Started } from "../../support/built-product.js";

const ROOT = join(import.meta.dirname, "../../..");
const SOURCES = /^package\/(src|test|bench|scripts)\//m;

/** `npm pack`, unpacked beside the packages of this clone. */
describe("the package", () => {
  const folder = emptyFolder();
  const packed = join(folder, "package");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("holds the built commands, and starts them by the name it gives them", async () => {
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT, stdio: "ignore" });
    const [archive = ""] = readdirSync(folder);
    const files = execFileSync("tar", ["-xzvf", archive], { cwd: folder, encoding: "utf8" });
    symlinkSync(join(ROOT, "node_modules"), join(packed, "node_modules"));
    const { bin } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as { bin: Record<string, string> };
    const command = join(packed, bin["snapshot-gateway"] ?? "");
    const run = (...args: string[]): Promise<Outcome> =>
      new Started(command, args, { cwd: folder, env: { DATABASE_URL: "file:own.db" } }).ended();

    expect(await run("import", "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("--again") });
    expect(await run("tenants", "list")).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(command, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(files).not.toMatch(SOURCES);
  }, 120_000);
});
