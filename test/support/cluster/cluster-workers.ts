import { createJobQueue } from "../../../src/jobs/agenda-queue.js";
import type { JobQueue } from "../../../src/jobs/job-queue.js";
import type { JobStore } from "../../../src/jobs/job-store.js";
import { SILENT_LOG } from "../../../src/log.js";
import { JobTable } from "../../../src/store/write/job-table.js";
import type { Database } from "../../../src/store/database.js";

const NAME = "work";

/** A claim that a store gave out. */
export interface Claim {
  readonly worker: string;
  readonly key: string;
  readonly token: string;
}

export interface ClusterWorkerOptions {
  readonly worker: string;
  readonly lockMs: number;
  /** What the job does; the signal is aborted when the lock is lost. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Workers of one job name on several nodes, and what each of them was given, brought to an end and had to give up. */
export class ClusterWorkers {
  readonly claims: Claim[] = [];
  readonly ended: Pick<Claim, "worker" | "key">[] = [];
  readonly aborted: Pick<Claim, "worker" | "key">[] = [];
  private readonly queues: JobQueue[] = [];

  /** Starts a worker with three places on a database. */
  async start(database: Database, { worker, lockMs, run }: ClusterWorkerOptions): Promise<JobQueue> {
    const store = this.noting(new JobTable(database), worker);
    const queue = createJobQueue({ store, processEveryMs: 100, lockMs, owner: worker, log: SILENT_LOG });
    this.queues.push(queue);
    queue.define({
      name: NAME,
      concurrency: 3,
      run: async (data, { signal }) => {
        const told = { worker, key: String(data["id"]) };
        await run(signal).catch((cause: unknown) => {
          this.aborted.push(told);
          throw cause;
        });
        this.ended.push(told);
      },
    });
    await queue.start();
    return queue;
  }

  /** Enqueues so many jobs, whose keys are numbers. */
  async enqueue(database: Database, count: number): Promise<string[]> {
    const keys = Array.from({ length: count }, (_, index) => String(index));
    await new JobTable(database).enqueue(
      NAME,
      keys.map((key) => ({ key, data: { id: key } })),
    );
    return keys;
  }

  heldBy(worker: string): string[] {
    return this.claims.filter((claim) => claim.worker === worker).map(({ key }) => key);
  }

  async drain(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.drain(0)));
  }

  private noting(store: JobStore, worker: string): JobStore {
    return {
      enqueue: (...given) => store.enqueue(...given),
      repeat: (...given) => store.repeat(...given),
      touch: (...given) => store.touch(...given),
      finish: (job) => store.finish(job),
      release: (job) => store.release(job),
      counts: () => store.counts(),
      claim: async (...given) => {
        const job = await store.claim(...given);
        if (job !== null) this.claims.push({ worker, key: String(job.data["id"]), token: job.token });
        return job;
      },
    };
  }
}

/** Holds its job until the lock is lost. */
export function untilLost(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("lost"))));
}
