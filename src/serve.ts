import { loadConfig, loadEnvironmentFile } from "./config.js";
import { runUntilSignal } from "./run-until-signal.js";
import { openBase, prepareSchema } from "./wiring/base.js";
import { startServer } from "./wiring/serving.js";

/** Starts the HTTP API on the configured database. */
await runUntilSignal(async () => {
  loadEnvironmentFile();
  const base = await openBase(loadConfig());
  await prepareSchema(base);
  const server = await startServer(base);
  base.log.info("serving", { url: `${server.url}/graphql` });
  return server;
});
