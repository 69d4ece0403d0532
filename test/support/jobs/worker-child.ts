import "reflect-metadata";
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerEvent, WorkerTask } from "./worker-task.js";

const task = JSON.parse(process.argv[2] ?? "{}") as WorkerTask;
moveClock(task.clockAheadMs ?? 0);
const { createJobQueue } = await import("../../../src/jobs/agenda-queue.js");
const { SILENT_LOG } = await import("../../../src/log.js");
const { openJobs } = await import("./job-place.js");

/** At once, so that a process that is killed has said what it did. */
function tell(event: WorkerEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

/** Everything in this process sees another time, as on a machine whose clock is wrong. */
function moveClock(aheadMs: number): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(RealDate.now() + aheadMs);
      else super(...(given as [number]));
    }

    static override now(): number {
      return RealDate.now() + aheadMs;
    }
  } as DateConstructor;
}

const { store, close } = await openJobs(task.place);
const { lockMs, processEveryMs } = task;
const queue = createJobQueue({ store, lockMs, processEveryMs, owner: `child/${process.pid}`, log: SILENT_LOG });
for (const { name, concurrency, ms } of task.jobs) {
  queue.define({
    name,
    concurrency,
    async run(data, { signal }) {
      const told = { name, ...(typeof data["id"] === "string" ? { id: data["id"] } : {}) };
      tell({ event: "start", ...told });
      try {
        await sleep(ms, undefined, { signal });
        tell({ event: "end", ...told });
      } catch (cause) {
        tell({ event: "aborted", ...told });
        throw cause;
      }
    },
  });
}
await queue.start();
if (task.repeat) await queue.repeat(task.repeat.name, task.repeat.everyMs);
tell({ event: "ready" });
process.once("SIGTERM", () => {
  void queue.drain(0).then(async () => {
    await close();
    tell({ event: "drained" });
    process.exit(0);
  });
});
