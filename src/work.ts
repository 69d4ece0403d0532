import { loadConfig, loadEnvironmentFile } from "./config.js";
import { runUntilSignal } from "./run-until-signal.js";
import { openBase, prepareSchema } from "./wiring/base.js";
import { startWorkerAlone } from "./wiring/serving.js";

/** Starts a worker alone: the nightly jobs, and two health checks. */
await runUntilSignal(async () => {
  loadEnvironmentFile();
  const base = await openBase(loadConfig());
  await prepareSchema(base);
  const worker = await startWorkerAlone(base);
  base.log.info("working", { health: `${worker.url}/readyz` });
  return worker;
});
