#!/usr/bin/env node
import { runCli } from "./cli/program.js";
import { loadConfig, loadEnvironmentFile } from "./config.js";
import { createCliTools } from "./wiring/cli-tools.js";

/** The operator's commands. */
const exitCode = await runCli(
  process.argv.slice(2),
  () => {
    loadEnvironmentFile();
    return createCliTools(loadConfig());
  },
  process,
);
process.exit(exitCode);
