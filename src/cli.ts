#!/usr/bin/env node
import { runCli } from "./cli/program.js";
import { loadConfig, loadEnvironmentFile } from "./config.js";
import { createCliTools } from "./wiring/cli-tools.js";

/** The first signal gives up what is being read, a second one ends the process at once. */
function stopAtSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  return stopping.signal;
}

/** The operator's commands. */
const exitCode = await runCli(
  process.argv.slice(2),
  () => {
    loadEnvironmentFile();
    return createCliTools(loadConfig(), stopAtSignal);
  },
  process,
);
process.exit(exitCode);
