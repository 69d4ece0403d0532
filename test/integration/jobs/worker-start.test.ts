import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import { createWorker, type Worker } from "../../../src/jobs/worker.js";
import { SILENT_LOG } from "../../../src/log.js";
import { openJobs, type OpenedJobs } from "../../support/jobs/job-place.js";
import { describeEachJobStore, type FreshJobs } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";

const HOUR_MS = 3_600_000;

describeEachJobStore("a worker that starts", (create) => {
  let fresh: FreshJobs;
  let opened: OpenedJobs;
  const workers: Worker[] = [];
  let runs: string[] = [];

  beforeAll(async () => {
    fresh = await create();
    opened = await openJobs(fresh.place);
  });

  beforeEach(async () => {
    await fresh.empty();
    runs = [];
  });

  afterEach(() => drain());

  afterAll(async () => {
    await opened.close();
    await fresh.drop();
  });

  async function start(): Promise<void> {
    const options = { processEveryMs: 100, lockMs: HOUR_MS, owner: "test", log: SILENT_LOG };
    const queue = createJobQueue({ ...options, store: opened.store });
    const job = (name: string) => ({ name, concurrency: 1, everyMs: HOUR_MS, run: async () => void runs.push(name) });
    const worker = createWorker(queue, [{ ...job("plan"), atStart: true }, job("other")]);
    workers.push(worker);
    await worker.start();
  }

  async function drain(): Promise<void> {
    await Promise.all(workers.splice(0).map((worker) => worker.drain(10_000)));
  }

  const planned = () => runs.filter((name) => name === "plan").length;
  const idle = async () => (await opened.store.counts()).queued === 2;

  it("plans although the recurring row says later, and leaves no row behind", async () => {
    await start();
    await until(async () => planned() === 2 && (await idle())); // the recurring row is new and due as well
    await drain();

    await start();
    await until(async () => planned() === 3 && (await idle()));

    expect(runs.filter((name) => name === "other")).toHaveLength(1);
    expect(await opened.store.counts()).toEqual({ queued: 2, running: 0 });
  });

  it("plans although a dead worker still holds the lock of the recurring row, which stays its own", async () => {
    await opened.store.repeat("plan", HOUR_MS);
    const dead = await opened.store.claim("plan", { owner: "dead", lockMs: HOUR_MS });
    expect(dead).not.toBeNull();

    await start();
    await until(() => planned() === 1);

    expect(await opened.store.touch(dead!, HOUR_MS)).toBe(true);
  });

  it("plans although the worker before it died while it planned at its own start", async () => {
    await opened.store.enqueue("plan", [{ key: "start/dead", data: {} }]);
    expect(await opened.store.claim("plan", { owner: "dead", lockMs: HOUR_MS })).not.toBeNull();

    await start();

    await until(() => planned() === 2);
  });
});
