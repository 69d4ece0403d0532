import type { JobCounts, JobData, NewJob } from "../model/job.js";

export type { JobCounts, JobData, NewJob };

/** What a handler is told besides its data. */
export interface RunningJob {
  /** Aborted when the lock is lost, or when a stopping worker's grace is used up. */
  readonly signal: AbortSignal;
}

/** What this process does with the jobs of one name. */
export interface JobDefinition {
  readonly name: string;
  /** How many of this name run at once in this process. */
  readonly concurrency: number;
  /** May throw: the job has then failed and is gone; the database decides whether it is due again. */
  run(data: JobData, job: RunningJob): Promise<void>;
}

/** The alarm clock. Jobs run at least once; nothing true rests on it. */
export interface JobQueue {
  define(definition: JobDefinition): void;
  /** A key that waits is at most moved earlier; one that is running runs once more afterwards. Not before `afterMs` have passed. */
  enqueue(name: string, key: string, data: JobData, afterMs?: number): Promise<void>;
  /** Many of one name in as few statements as the backend allows. */
  enqueueMany(name: string, jobs: readonly NewJob[]): Promise<void>;
  /** A recurring job, once in the whole cluster: first at once, then every `everyMs`; restored if its row is lost. */
  repeat(name: string, everyMs: number): Promise<void>;
  start(): Promise<void>;
  /** Takes no new jobs; waits for running ones up to `graceMs`, then aborts their signals and waits for them to end. What did not end well by then is given back. */
  drain(graceMs: number): Promise<void>;
  counts(): Promise<JobCounts>;
}

/** How a run ended: `lost` means that another process may have it now, `given-back` that it will run again. */
export type JobOutcome = "succeeded" | "failed" | "lost" | "given-back";
