/** Where each test run leaves its numbers. */
export const runParts = {
  test: {
    projects: ["unit", "integration"],
    results: ".cache/test-results-test.json",
    counts: ".cache/counts-test.jsonl",
  },
  "test:ci": {
    projects: ["heavy", "cluster"],
    results: ".cache/test-results-test-ci.json",
    counts: ".cache/counts-test-ci.jsonl",
  },
  "test:gate": {
    projects: ["gate", "cluster", "heavy"],
    results: ".cache/test-results-test-gate.json",
    counts: ".cache/counts-test-gate.jsonl",
  },
};
