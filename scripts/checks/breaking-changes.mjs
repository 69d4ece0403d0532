// Refuses a change of the API's SDL that breaks callers: node scripts/checks/breaking-changes.mjs [earlier-file later-file]
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const SDL = "schema/schema.graphql";
const ACCEPTED = "schema/accepted-breaking-changes.txt";

const usage = `${SDL} against that of the commit before (of HEAD, when the file has changes that are not committed).
A field, argument or value that is to go is @deprecated first. What must break before the first release stands in
${ACCEPTED}, a line each with its reason behind " # ".`;

function git(...args) {
  return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function sdls() {
  const [earlier, later] = process.argv.slice(2);
  if (earlier !== undefined && later !== undefined) return [readFileSync(earlier, "utf8"), readFileSync(later, "utf8")];
  return [earlierSdl(), readFileSync(SDL, "utf8")];
}

/** The SDL to compare with; null in a clone without history or with no SDL then. */
function earlierSdl() {
  const base = git("status", "--porcelain", "--", SDL) === "" ? "HEAD~1" : "HEAD";
  try {
    return git("show", `${base}:${SDL}`);
  } catch {
    return null;
  }
}

function accepted() {
  const lines = readFileSync(ACCEPTED, "utf8").split("\n");
  return new Set(lines.filter((line) => line.includes(" # ")).map((line) => line.split(" # ")[0].trim()));
}

async function main() {
  const [earlier, later] = sdls();
  if (earlier === null) {
    console.log("no earlier SDL in this clone: nothing to compare with");
    return;
  }
  const changes = await diff(buildSchema(earlier), buildSchema(later));
  const known = accepted();
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  const refused = breaking.filter((change) => !known.has(change.path ?? "") && !wasDeprecated(change));
  for (const { path, message } of refused) console.error(`${path}: ${message}`);
  if (refused.length > 0) {
    console.error(`\n${usage}`);
    process.exitCode = 1;
  }
}

function wasDeprecated({ meta }) {
  return Object.entries(meta ?? {}).some(([name, value]) => /^isRemoved\w*Deprecated$/.test(name) && value === true);
}

await main();
