import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import type { JobData, JobOutcome, JobQueue, RunningJob } from "../../../src/jobs/job-queue.js";
import type { JobStore } from "../../../src/jobs/job-store.js";
import type { Log } from "../../../src/log.js";
import { openJobs, type OpenedJobs, openMoreJobs } from "../../support/jobs/job-place.js";
import { describeEachJobStore, type FreshJobs } from "../../support/jobs/test-job-stores.js";
import { until } from "../../support/until.js";

/** Long enough for a heartbeat of a loaded machine to be in time. */
const LOCK_MS = 3_000;
const HOUR_MS = 3_600_000;
const ROUNDS = 4;
const JOBS_A_ROUND = 300;

/** A handler that a test holds open. */
class Gate {
  readonly running: RunningJob[] = [];
  private open: (() => void)[] = [];

  async pass(_data: JobData, job: RunningJob): Promise<void> {
    this.running.push(job);
    await new Promise<void>((resolve, reject) => {
      this.open.push(resolve);
      job.signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  }

  release(): void {
    for (const open of this.open.splice(0)) open();
  }
}

describeEachJobStore("the job queue", (create) => {
  let fresh: FreshJobs;
  let opened: OpenedJobs;
  let another: OpenedJobs;
  const queues: JobQueue[] = [];
  let outcomes: JobOutcome[] = [];
  let lines: string[] = [];

  const note = (message: string, fields = {}) => void lines.push(JSON.stringify({ message, ...fields }));
  const log: Log = { debug: note, info: note, warn: note, error: note };

  beforeAll(async () => {
    fresh = await create();
    opened = await openJobs(fresh.place);
    another = await openMoreJobs(fresh.place, opened);
  });

  beforeEach(async () => {
    await fresh.empty();
    [outcomes, lines] = [[], []];
  });

  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.drain(0)));
  });

  afterAll(async () => {
    await another.close();
    await opened.close();
    await fresh.drop();
  });

  function queueOn(store: JobStore, lockMs = LOCK_MS): JobQueue {
    const onRun = (_name: string, outcome: JobOutcome) => void outcomes.push(outcome);
    const queue = createJobQueue({ store, processEveryMs: 100, lockMs, owner: "test", log, onRun });
    queues.push(queue);
    return queue;
  }

  function gated(queue: JobQueue, concurrency = 1): Gate {
    const gate = new Gate();
    queue.define({ name: "work", concurrency, run: (data, job) => gate.pass(data, job) });
    return gate;
  }

  async function isEmpty(): Promise<boolean> {
    const { queued, running } = await opened.store.counts();
    return queued + running === 0;
  }

  it("does not wait for the next poll when a place becomes free", async () => {
    const queue = createJobQueue({
      ...{ store: opened.store, log },
      processEveryMs: 30_000,
      lockMs: 900,
      owner: "test",
    });
    queues.push(queue);
    queue.define({ name: "work", concurrency: 2, run: async () => {} });
    await queue.start();

    await queue.enqueueMany(
      "work",
      Array.from({ length: 15 }, (_, index) => ({ key: String(index), data: {} })),
    );
    await until(isEmpty);
  });

  it("takes no job while it may not, and goes on by itself as soon as it may", async () => {
    let allowed = false;
    let asked = 0;
    const mayTake = async () => Boolean((asked += 1)) && allowed;
    const options = { store: opened.store, processEveryMs: 50, lockMs: LOCK_MS, owner: "test", log, mayTake };
    const queue = createJobQueue(options);
    queues.push(queue);
    const ran: unknown[] = [];
    queue.define({ name: "work", concurrency: 2, run: async ({ id }) => void ran.push(id) });
    await queue.start();
    await queue.enqueue("work", "one", { id: 1 });

    await until(() => asked >= 5);
    expect([ran, await opened.store.counts()]).toEqual([[], { queued: 1, running: 0 }]);
    allowed = true;
    await until(isEmpty);

    expect(ran).toEqual([1]);
  });

  it("runs every key once, with its data, as many at once as it may", async () => {
    const queue = queueOn(opened.store);
    const seen: unknown[] = [];
    const [at, most] = [{ once: 0 }, { ever: 0 }];
    queue.define({
      name: "work",
      concurrency: 3,
      async run(data) {
        most.ever = Math.max(most.ever, (at.once += 1));
        seen.push(data["id"]);
        await sleep(5);
        at.once -= 1;
      },
    });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    await queue.start();

    for (let again = 0; again < 2; again += 1) {
      await queue.enqueueMany("work", keys.map((key) => ({ key, data: { id: key } })).slice(again * 10));
    }
    await until(isEmpty);

    expect(new Set(seen)).toEqual(new Set(keys));
    expect(most.ever).toBe(3);
  });

  it("runs a key once more that is enqueued while it runs", async () => {
    const queue = queueOn(opened.store);
    const gate = gated(queue, 2);
    await queue.start();
    await queue.enqueue("work", "a", {});
    await until(() => gate.running.length === 1);

    await queue.enqueue("work", "a", {});
    await queue.enqueue("work", "a", {});
    await sleep(300); // several polls, at which it must not start beside itself
    expect(gate.running.length).toBe(1);
    gate.release();
    await until(() => gate.running.length === 2);
    gate.release();
    await until(isEmpty);

    expect(outcomes).toEqual(["succeeded", "succeeded"]);
  });

  it("forgets a job that failed, and keeps what its error says out of the store and the log", async () => {
    const queue = queueOn(opened.store);
    queue.define({
      name: "work",
      concurrency: 1,
      run: () => Promise.reject(new TypeError("anna@contoso.com has no license")),
    });
    queue.define({ name: "rest", concurrency: 1, run: async () => {} });
    await queue.start();

    await queue.enqueue("work", "a", { tenantId: "t" });
    await queue.enqueue("rest", "a", { tenantId: "t" });
    await until(isEmpty);

    expect(outcomes.sort()).toEqual(["failed", "succeeded"]);
    expect(lines).toEqual([expect.stringContaining('"error":"TypeError"')]);
    expect(lines.join() + (await fresh.dump())).not.toContain("anna");
  });

  it("keeps the lock of a handler that takes longer than the lock lives", async () => {
    const queue = queueOn(opened.store);
    const gate = gated(queue);
    const rival = queueOn(another.store);
    const rivals = gated(rival);
    await queue.start();
    await queue.enqueue("work", "a", {});
    await until(() => gate.running.length === 1);
    await rival.start();

    await sleep(1.5 * LOCK_MS);
    gate.release();
    await until(isEmpty);

    expect([rivals.running.length, gate.running[0]?.signal.aborted]).toEqual([0, false]);
    expect(outcomes).toEqual(["succeeded"]);
  });

  it("aborts a handler whose lock somebody else has taken, and its end does not touch the new owner's job", async () => {
    const queue = queueOn(opened.store);
    const gate = new Gate();
    const endsLateAndWell = (data: JobData, job: RunningJob) => gate.pass(data, job).catch(() => sleep(200));
    queue.define({ name: "work", concurrency: 1, run: endsLateAndWell });
    await queue.start();
    await queue.enqueue("work", "a", { id: "a" });
    await until(() => gate.running.length === 1);

    await fresh.expireLocks();
    const taken = await another.store.claim("work", { owner: "rival", lockMs: HOUR_MS });
    await until(() => gate.running[0]?.signal.aborted === true);
    await queue.drain(HOUR_MS);

    if (taken === null) throw new Error("the rival got no lock");
    expect(outcomes).toEqual(["lost"]);
    expect(await another.store.touch(taken, HOUR_MS)).toBe(true);
    expect(await another.store.finish(taken)).toBe(true);
  });

  it("waits for running jobs when it stops", async () => {
    const queue = queueOn(opened.store);
    const gate = gated(queue);
    await queue.start();
    await queue.enqueueMany(
      "work",
      ["a", "b"].map((key) => ({ key, data: {} })),
    );
    await until(() => gate.running.length === 1);

    const drained = queue.drain(HOUR_MS);
    setTimeout(() => gate.release(), 100);
    await drained;

    expect(outcomes).toEqual(["succeeded"]);
    expect(await opened.store.counts()).toEqual({ queued: 1, running: 0 });
  });

  it("gives back what does not end in time, for another to run at once", async () => {
    const queue = queueOn(opened.store, HOUR_MS);
    const gate = gated(queue, 3);
    await queue.start();
    await queue.enqueueMany(
      "work",
      ["a", "b", "c", "d"].map((key) => ({ key, data: {} })),
    );
    await until(() => gate.running.length === 3);

    await queue.drain(50);
    expect(outcomes).toEqual(["given-back", "given-back", "given-back"]);
    expect(await opened.store.counts()).toEqual({ queued: 4, running: 0 });

    const next = queueOn(another.store);
    next.define({ name: "work", concurrency: 4, run: async () => {} });
    await next.start();
    await until(isEmpty);
  });

  it("stops although it never started", async () => {
    await queueOn(opened.store).drain(HOUR_MS);
  });

  it("brings a recurring job back that somebody removed with the whole store", async () => {
    const queue = queueOn(opened.store, 300);
    let runs = 0;
    queue.define({ name: "plan", concurrency: 1, run: async () => void (runs += 1) });
    await queue.start();
    await queue.repeat("plan", HOUR_MS);
    await until(() => runs === 1);

    await fresh.empty();
    await until(() => runs === 2);
  });

  it("goes on when a running job's row is gone", async () => {
    const queue = queueOn(opened.store);
    const gate = gated(queue);
    await queue.start();
    await queue.enqueue("work", "a", {});
    await until(() => gate.running.length === 1);

    await fresh.empty();
    await until(() => outcomes.length === 1);
    await queue.enqueue("work", "b", {});
    await until(() => gate.running.length === 2);
    gate.release();
    await until(isEmpty);

    expect(outcomes).toEqual(["lost", "succeeded"]);
  });

  it("leaves the store as small and the process as it was after many jobs", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on("warning", onWarning);
    const queue = queueOn(opened.store);
    queue.define({ name: "work", concurrency: 20, run: async (data) => assertEven(data) });
    queue.define({ name: "plan", concurrency: 1, run: async () => {} });
    await queue.start();
    await queue.repeat("plan", HOUR_MS);
    await until(() => outcomes.length === 1);
    const listeners = listenersOf(process);

    for (let round = 1; round <= ROUNDS; round += 1) {
      const jobs = Array.from({ length: JOBS_A_ROUND }, (_, index) => ({ key: `${round}/${index}`, data: { index } }));
      await queue.enqueueMany("work", jobs);
      await until(() => outcomes.length === 1 + round * JOBS_A_ROUND);
    }
    await queue.drain(HOUR_MS);
    const listenersNow = listenersOf(process);
    process.off("warning", onWarning);

    expect(await opened.store.counts()).toEqual({ queued: 1, running: 0 }); // the recurring one
    expect(outcomes.filter((outcome) => outcome === "failed")).toHaveLength((ROUNDS * JOBS_A_ROUND) / 2);
    expect(listenersNow).toBe(listeners);
    expect(warnings).toEqual([]);
  });

  it("says once that the store does not answer, runs on when it does, and never rejects unseen", async () => {
    const store = breakable(opened.store);
    const queue = queueOn(store);
    const gate = gated(queue);
    await queue.start();
    await queue.enqueue("work", "a", {});
    await until(() => gate.running.length === 1);

    store.broken = true;
    await until(() => gate.running[0]?.signal.aborted === true);
    await sleep(300); // several polls
    store.broken = false;
    await until(() => gate.running.length === 2);
    gate.release();
    await until(isEmpty);

    expect(lines.filter((line) => line.includes("the job store does not answer"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("the job store answers again"))).toHaveLength(1);
  });
});

/** Half of the jobs fail. */
function assertEven(data: JobData): void {
  if (Number(data["index"]) % 2 === 1) throw new Error("odd");
}

function listenersOf(emitter: NodeJS.EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

/** A real store behind a line that a test cuts. */
function breakable(store: JobStore): JobStore & { broken: boolean } {
  const cut = { broken: false };
  return new Proxy(store, {
    get: (target, name: keyof JobStore | "broken") => {
      if (name === "broken") return cut.broken;
      const method = target[name].bind(target) as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) => (cut.broken ? Promise.reject(new Error("cut")) : method(...given));
    },
    set: (_target, _name, value: boolean) => {
      cut.broken = value;
      return true;
    },
  }) as JobStore & { broken: boolean };
}
