import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConfig } from "../../../src/config.js";
import { openBase } from "../../../src/wiring/base.js";
import type { Patience } from "../../../src/wiring/importing.js";
import { createNightlyWorker, openJobQueue } from "../../../src/wiring/nightly.js";
import { peakRssMb } from "../peak-rss.js";
import type { NightEvent, NightTask } from "./night-task.js";

const task = JSON.parse(process.argv[2] ?? "{}") as NightTask;

/** At once, so that a process that is killed has said what it did. */
function tell(event: NightEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

function patience(): Patience {
  const { longestSleepMs: longest } = task;
  if (longest === undefined) return task.patience;
  const shortened: Patience["sleep"] = (ms, signal) =>
    sleep(Math.min(ms, longest), undefined, signal === undefined ? {} : { signal });
  return { ...task.patience, sleep: shortened };
}

const base = await openBase(loadConfig());
const jobs = await openJobQueue(base);
const worker = createNightlyWorker(base, jobs.queue, patience());
process.once("SIGTERM", () => {
  void worker.drain(20_000).then(async () => {
    await jobs.close();
    await base.database.close();
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    tell({ event: "drained", peakRssMb: peakRssMb(), cpuMs: (userCPUTime + systemCPUTime) / 1_000 });
    process.exit(0);
  });
});
await worker.start();
tell({ event: "ready" });
