import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import { loadConfig } from "../../../src/config.js";
import { runUntilSignal } from "../../../src/run-until-signal.js";
import { migrate } from "../../../src/store/data-source.js";
import { JobTable } from "../../../src/store/write/job-table.js";
import { openBase } from "../../../src/wiring/base.js";
import { createImporter } from "../../../src/wiring/importing.js";
import { createNightlyWorker } from "../../../src/wiring/nightly.js";
import { startServer } from "../../../src/wiring/serving.js";
import { HASTY } from "../jobs/night.js";

/** A whole gateway in a process of its own: signs in with the token given, then works and serves until it is told to stop. */
await runUntilSignal(async () => {
  const config = loadConfig();
  const base = await openBase(config);
  await migrate(base.database);
  const importer = createImporter(base);
  await importer.keepRefreshToken(process.argv[2] ?? "");
  const queue = createJobQueue({
    store: new JobTable(base.database),
    ...{ processEveryMs: 100, lockMs: 20_000, owner: "canary", log: base.log },
    onRun: (...ended) => base.metrics.jobEnded(...ended),
  });
  const worker = createNightlyWorker(base, queue, HASTY);
  const server = await startServer(base);
  await worker.start();
  process.stdout.write(`serving ${server.url}\n`);
  return {
    stop: async () => {
      await worker.drain(5_000);
      await server.stop();
    },
  };
});
