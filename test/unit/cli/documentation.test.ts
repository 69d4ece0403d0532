import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { run, toolsWith } from "./hand-made-tools.js";

const documentation = readFileSync(join(import.meta.dirname, "../../../docs/cli.md"), "utf8");

const WEBHOOKS = ["webhooks deliveries", "webhooks redeliver"];

async function helpOf(line: string): Promise<string> {
  return (await run(`${line} --help`, toolsWith({}))).out;
}

/** The names under "Commands:" of a help text. */
function commandsIn(help: string): string[] {
  const list = help.split("Commands:")[1] ?? "";
  const names = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name = ""]) => name);
  return names.filter((name) => name !== "help");
}

describe("docs/cli.md", () => {
  it("has a chapter for every command, and no other", async () => {
    const documented = [...documentation.matchAll(/^## ([a-z].*)$/gm)].map(([, name = ""]) => name);

    const existing: string[] = [];
    for (const name of commandsIn(await helpOf(""))) {
      const below = commandsIn(await helpOf(name));
      existing.push(...(below.length === 0 ? [name] : below.map((word) => `${name} ${word}`)));
    }

    expect(documented).toEqual(existing);
  });

  it("names every option", async () => {
    for (const line of ["login", "import", "coverage", "suspect accept", "alerts list", ...WEBHOOKS]) {
      for (const [option] of (await helpOf(line)).matchAll(/--[a-z-]+/g)) {
        if (option !== "--help") expect(documentation).toContain(option);
      }
    }
  });
});
