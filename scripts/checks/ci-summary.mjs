import { existsSync } from "node:fs";
import { printCounts, readCounts, readResults } from "./counts.mjs";
import { runParts } from "./run-parts.mjs";

/**
 * The end of .ci/run: everything the tests counted, then one line that sums jest's counts, as CI reads it. `failedStep` is
 * the step that was red; one that is not a test run counts as one failure, so that no red run ends in "0 failed".
 */
function summarise(failedStep) {
  const parts = Object.values(runParts);
  const results = parts.map((part) => readResults(part.results)).filter(Boolean);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const passed = sum("passed");
  const failed = sum("failed");
  console.log("\nWhat the tests ran:");
  printCounts(readCounts(parts.map((part) => part.counts).filter((path) => existsSync(path))));
  if (failedStep) console.log(`RED: ${failedStep}`);
  const green = !failedStep && failed === 0 && passed > 0;
  console.log(`${passed} passed, ${green ? 0 : Math.max(failed, 1)} failed`);
  process.exitCode = green ? 0 : 1;
}

summarise(process.argv[2]);
