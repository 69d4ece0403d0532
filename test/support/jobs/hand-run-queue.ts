import type { JobCounts, JobData, JobDefinition, JobQueue, NewJob } from "../../../src/jobs/job-queue.js";

/** A job that waits for the test to run it. */
export interface WaitingJob {
  readonly name: string;
  readonly key: string;
  readonly data: JobData;
  readonly afterMs: number;
}

/** Keeps what is enqueued and defined; nothing runs but by the test's hand. */
export class HandRunQueue implements JobQueue {
  private readonly definitions = new Map<string, JobDefinition>();
  private waiting: WaitingJob[] = [];

  define(definition: JobDefinition): void {
    this.definitions.set(definition.name, definition);
  }

  async enqueue(name: string, key: string, data: JobData, afterMs = 0): Promise<void> {
    this.waiting.push({ name, key, data, afterMs });
  }

  async enqueueMany(name: string, jobs: readonly NewJob[]): Promise<void> {
    for (const { key, data, afterMs } of jobs) await this.enqueue(name, key, data, afterMs);
  }

  /** Everything that was enqueued since the last time. */
  take(): WaitingJob[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  /** Runs the job of this name now. */
  run(name: string, data: JobData = {}, signal = new AbortController().signal): Promise<void> {
    const definition = this.definitions.get(name);
    if (definition === undefined) throw new Error(`no job ${name}`);
    return definition.run(data, { signal });
  }

  async repeat(): Promise<void> {}
  async start(): Promise<void> {}
  async drain(): Promise<void> {}
  async counts(): Promise<JobCounts> {
    return { queued: this.waiting.length, running: 0 };
  }
}
