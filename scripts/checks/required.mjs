/** Whether a service that cannot be had fails the run: in CI and before a release. A laptop skips its tests, and says so. */
export function areServicesRequired() {
  return Boolean(process.env.CI || process.env.TEST_GATE);
}

/** Tells which databases the run has, and which it lacks: an error where they are required. */
export function tellDatabases({ servers, problems }) {
  for (const { name, version } of servers) console.log(`${name}: ${version}`);
  if (problems.length === 0) return;
  if (areServicesRequired()) throw new Error(problems.join("\n"));
  for (const problem of problems) console.error(`\n!!! SKIPPED, every test on this database: ${problem} !!!\n`);
}
