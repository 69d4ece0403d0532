import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import extractCruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

const root = join(import.meta.dirname, "../../..");
const configFile = join(root, ".dependency-cruiser.cjs");
const { forbidden } = createRequire(import.meta.url)(configFile) as Required<Pick<IFlattenedRuleSet, "forbidden">>;

/** Files of a tree that breaks rules on purpose, each with the one it breaks; a file without a rule must be let through. */
const planted: { file: string; line: string; breaks?: string }[] = [
  { file: "src/model/tenant.ts", line: 'import { z } from "zod";', breaks: "src/model/ imports no package" },
  { file: "src/model/state-hash.ts", line: 'import "node:crypto";', breaks: "src/model/ imports no package" },
  {
    file: "src/graphql/users.ts",
    line: 'import "../store/read/users.js";',
    breaks: "src/graphql/ imports only its row",
  },
  {
    file: "src/graphql/rows.ts",
    line: 'import type {} from "../store/read/users.js";',
    breaks: "src/graphql/ imports only its row",
  },
  { file: "src/graphql/table.ts", line: 'import "typeorm";', breaks: "typeorm has its folders" },
  {
    file: "src/importer/reads.ts",
    line: 'import "../microsoft/pages.js";',
    breaks: "src/importer/ imports src/microsoft/ as types only",
  },
  {
    file: "src/importer/mixed.ts",
    line: 'import type {} from "../microsoft/pages.js";\nimport { pages } from "../microsoft/pages.js";',
    breaks: "src/importer/ imports src/microsoft/ as types only",
  },
  {
    file: "src/importer/later.ts",
    line: 'export const pages = import("../microsoft/pages.js");',
    breaks: "src/importer/ imports src/microsoft/ as types only",
  },
  {
    file: "src/importer/asks.ts",
    line: 'import type {} from "../store/read/users.js";',
    breaks: "src/importer/ imports only its row",
  },
  {
    file: "src/store/read/writes.ts",
    line: 'import "../write/seal.js";',
    breaks: "src/store/read/ imports only its row",
  },
  {
    file: "src/microsoft/saves.ts",
    line: 'import "../store/write/seal.js";',
    breaks: "src/microsoft/ imports only its row",
  },
  {
    file: "src/query/asks.ts",
    line: 'import "../store/read/users.js";',
    breaks: "src/query/ imports src/store/read/ as types only",
  },
  { file: "src/query/speaks.ts", line: 'import type {} from "graphql";', breaks: "graphql has its folders" },
  {
    file: "src/http/page.ts",
    line: 'export * from "../store/read/users.js";',
    breaks: "src/http/ imports only its row",
  },
  {
    file: "src/log.ts",
    line: 'import { config } from "./config.js";',
    breaks: "src/log.ts imports src/config.ts as types only",
  },
  {
    file: "src/store/support.ts",
    line: 'import "../../test/support/fake.js";',
    breaks: "src/store/* imports only its row",
  },
  { file: "src/serve.ts", line: 'import "../simulator/main.js";', breaks: "src/serve.ts imports only its row" },
  { file: "src/http/wired.ts", line: 'import "../wiring/base.js";', breaks: "only the entries import wiring" },
  { file: "src/utils/dates.ts", line: 'import "../model/day.js";', breaks: "every file has a row" },
  { file: "src/http/left.ts", line: 'import "left-pad";', breaks: "every package has an owner" },
  {
    file: "src/http/tried.ts",
    line: 'import "only-for-tests";',
    breaks: "no package of the development alone",
  },
  { file: "src/http/typo.ts", line: 'import "../query/missing.js";', breaks: "everything resolves" },
  { file: "src/query/first.ts", line: 'import type {} from "./second.js";', breaks: "no cycles" },
  { file: "src/query/second.ts", line: 'import type {} from "./first.js";' },
  { file: "src/model/lonely.ts", line: "export const lonely = 1;", breaks: "no orphans" },
  {
    file: "migrations/mysql/1-first.ts",
    line: 'import "../../src/model/day.js";',
    breaks: "migrations/ imports only its row",
  },
  { file: "simulator/main.ts", line: 'import "../src/model/day.js";', breaks: "simulator/ imports only its row" },
  { file: "src/demo.ts", line: 'import "../simulator/main.js";\nimport "./wiring/base.js";' },
  { file: "src/importer/import.ts", line: 'import type {} from "../microsoft/pages.js";\nimport "../model/day.js";' },
  { file: "src/store/write/seal.ts", line: 'import "typeorm";\nimport type {} from "../../config.js";' },
  { file: "src/store/read/users.ts", line: 'import "typeorm";\nimport "../../model/day.js";' },
  { file: "src/store/data-source.ts", line: 'import "../../migrations/mysql/2-second.js";' },
  {
    file: "src/wiring/base.ts",
    line: 'import "../store/write/seal.js";\nimport "../importer/import.js";\nimport "../microsoft/pages.js";',
  },
  { file: "src/http/server.ts", line: 'import type {} from "express";' },
  { file: "src/microsoft/pages.ts", line: "export const pages = 1;" },
  { file: "src/config.ts", line: 'import "zod";' },
  { file: "src/model/day.ts", line: "export const day = 1;" },
  { file: "migrations/mysql/2-second.ts", line: 'import type {} from "typeorm";' },
  { file: "test/support/fake.ts", line: "export const fake = 1;" },
];

const packages = ["zod", "typeorm", "graphql", "left-pad", "@types/express", "only-for-tests"];

function plant(tree: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  };
  for (const { file, line } of planted) write(file, `${line}\n`);
  const { "only-for-tests": version, ...dependencies } = Object.fromEntries(packages.map((name) => [name, "1.0.0"]));
  write("package.json", JSON.stringify({ dependencies, devDependencies: { "only-for-tests": version } }));
  for (const name of packages) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: "1.0.0", types: "index.d.ts", main: "index.js" }),
    );
    write(`node_modules/${name}/index.js`, "");
    write(`node_modules/${name}/index.d.ts`, "export {};");
  }
}

/** Cruises a tree with the project's own rules and options. */
async function violationsOf(baseDir: string): Promise<string[]> {
  const options = await extractCruiseOptions(configFile);
  const tsConfig = extractTsConfig(join(root, "tsconfig.json"));
  const folders = ["src", "simulator", "migrations"];
  const { output } = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true, baseDir }, undefined, {
    tsConfig,
  });
  return (output as ICruiseResult).summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
}

describe("the import rules", () => {
  let tree: string;
  let violations: string[];

  beforeAll(async () => {
    tree = realpathSync(mkdtempSync(join(tmpdir(), "import-rules-")));
    plant(tree);
    violations = await violationsOf(tree);
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  const brokenBy = (file: string) => violations.filter((violation) => violation.startsWith(`${file}: `));

  test.each(planted.filter(({ breaks }) => breaks))("refuse $file: $breaks", ({ file, breaks }) => {
    expect(brokenBy(file)).toContain(`${file}: ${breaks}`);
  });

  test.each(planted.filter(({ breaks }) => !breaks))("let $file through", ({ file }) => {
    expect(brokenBy(file)).toEqual([]);
  });
});
