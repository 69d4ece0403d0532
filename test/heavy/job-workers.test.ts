import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { openJobs, type OpenedJobs } from "../support/jobs/job-place.js";
import { describeEachJobStore, type FreshJobs } from "../support/jobs/test-job-stores.js";
import { happened, startWorker, type WorkerProcess } from "../support/jobs/worker-process.js";
import { until } from "../support/until.js";
import type { WorkerTask } from "../support/jobs/worker-task.js";

const LOCK_MS = 2_000;
const HOUR_MS = 3_600_000;
const JOBS = 200;

describeEachJobStore("worker processes on one job store", (create) => {
  let fresh: FreshJobs;
  let opened: OpenedJobs;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    fresh = await create();
    opened = await openJobs(fresh.place);
  });

  beforeEach(() => fresh.empty());

  afterEach(async () => {
    const alive = workers.splice(0).filter((worker) => !worker.ended());
    await Promise.all(alive.map((worker) => worker.kill("SIGKILL")));
  });

  afterAll(async () => {
    await opened.close();
    await fresh.drop();
  });

  async function start(task: Pick<WorkerTask, "jobs"> & Partial<WorkerTask>): Promise<WorkerProcess> {
    const worker = await startWorker({ place: fresh.place, lockMs: LOCK_MS, processEveryMs: 200, ...task });
    workers.push(worker);
    return worker;
  }

  function idsOf(event: "start" | "end", of = workers): (string | undefined)[] {
    return of.flatMap((worker) => happened(worker, event)).map(({ id }) => id);
  }

  it("run every one of many jobs exactly once", async () => {
    const keys = Array.from({ length: JOBS }, (_, index) => `key-${index}`);
    const task = { jobs: [{ name: "work", concurrency: 5, ms: 20 }], lockMs: HOUR_MS };
    await Promise.all([start(task), start(task)]);

    await opened.store.enqueue(
      "work",
      keys.map((key) => ({ key, data: { id: key } })),
    );
    await until(() => idsOf("end").length >= JOBS);
    await Promise.all(workers.map((worker) => worker.kill("SIGTERM")));

    expect(idsOf("start").sort()).toEqual(keys.sort());
    expect(workers.map((worker) => happened(worker, "start").length > 0)).toEqual([true, true]);
    expect(await opened.store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it("run the job of a killed worker again once its lock has run out", async () => {
    const dying = await start({ jobs: [{ name: "work", concurrency: 1, ms: HOUR_MS }] });
    await opened.store.enqueue("work", [{ key: "a", data: { id: "a" } }]);
    await until(() => happened(dying, "start").length === 1);

    await dying.kill("SIGKILL");
    const next = await start({ jobs: [{ name: "work", concurrency: 1, ms: 1 }] });
    await until(() => happened(next, "end", "a").length === 1);
    await next.kill("SIGTERM");

    expect(await opened.store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it("free at once what a stopped worker had in hand", async () => {
    const stopping = await start({ jobs: [{ name: "work", concurrency: 2, ms: HOUR_MS }], lockMs: HOUR_MS });
    await opened.store.enqueue(
      "work",
      ["a", "b", "c"].map((key) => ({ key, data: { id: key } })),
    );
    await until(() => happened(stopping, "start").length === 2);

    await stopping.kill("SIGTERM");

    expect(happened(stopping, "aborted")).toHaveLength(2);
    expect(happened(stopping, "drained")).toHaveLength(1);
    expect(await opened.store.counts()).toEqual({ queued: 3, running: 0 });
  });

  it("run a recurring job once a period in all of them together", async () => {
    const everyMs = 600;
    const task = { jobs: [{ name: "plan", concurrency: 1, ms: 1 }], repeat: { name: "plan", everyMs } };
    const started = performance.now();
    await Promise.all([start(task), start(task), start(task)]);

    await until(() => idsOf("start").length >= 5);
    await Promise.all(workers.map((worker) => worker.kill("SIGTERM")));
    const periods = (performance.now() - started) / everyMs;

    expect(idsOf("start").length).toBeLessThanOrEqual(Math.floor(periods) + 1);
    expect(await opened.store.counts()).toEqual({ queued: 1, running: 0 });
  });

  it("agree about locks and times although the clocks of some are wrong", async () => {
    const right = await start({ jobs: [{ name: "work", concurrency: 1, ms: HOUR_MS }] });
    await opened.store.enqueue("work", [{ key: "a", data: { id: "a" } }]);
    await until(() => happened(right, "start").length === 1);

    const wrong = await Promise.all(
      [-30_000, 30_000].map((clockAheadMs) => {
        const beat = `beat${clockAheadMs}`;
        const jobs = ["work", beat].map((name) => ({ name, concurrency: 1, ms: 1 }));
        return start({ clockAheadMs, jobs, repeat: { name: beat, everyMs: LOCK_MS / 4 } });
      }),
    );
    await until(() => wrong.every((worker) => happened(worker, "end").length >= 6)); // longer than a lock lives

    expect(wrong.flatMap((worker) => happened(worker, "start", "a"))).toEqual([]);
    expect(happened(right, "aborted")).toEqual([]);
  });
});
