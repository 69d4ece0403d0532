import { existsSync, readFileSync } from "node:fs";

/** What jest counted in a run; a test file that did not load counts as a failure, or it would vanish from the sum. */
export function readResults(path) {
  if (!existsSync(path)) return undefined;
  const results = JSON.parse(readFileSync(path, "utf8"));
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** The sums by name of what tests noted with countRun, in the order they first appear. */
export function readCounts(paths) {
  const sums = new Map();
  for (const path of paths.filter((each) => existsSync(each))) {
    for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
      const { name, count } = JSON.parse(line);
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return sums;
}

export function printCounts(sums) {
  for (const [name, sum] of sums) console.log(`  ${name}: ${sum}`);
}
