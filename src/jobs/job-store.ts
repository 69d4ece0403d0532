import type { ClaimedJob, JobCounts, NewJob } from "../model/job.js";

/** Where jobs are kept. Every method is one step that another process sees whole or not at all. */
export interface JobStore {
  enqueue(name: string, jobs: readonly NewJob[]): Promise<void>;
  /** Makes the row if it is missing, due at once; a row that exists keeps its lock whatever happens. */
  repeat(name: string, everyMs: number): Promise<void>;
  /** Locks the job of this name that is due longest, or whose lock has run out; null: none. */
  claim(name: string, by: { readonly owner: string; readonly lockMs: number }): Promise<ClaimedJob | null>;
  /** Renews the lock. False, here and below: the lock is not ours any more and nothing was changed. */
  touch(job: ClaimedJob, lockMs: number): Promise<boolean>;
  /** The job has run: gone, or due at its next time. */
  finish(job: ClaimedJob): Promise<boolean>;
  /** The job has not run: due at once. */
  release(job: ClaimedJob): Promise<boolean>;
  counts(): Promise<JobCounts>;
}
