import type { JobPlace } from "./job-place.js";

/** What a worker process of a test does, in words that its argument holds. */
export interface WorkerTask {
  readonly place: JobPlace;
  readonly lockMs: number;
  readonly processEveryMs: number;
  /** Added to the clock of this process alone. */
  readonly clockAheadMs?: number;
  /** Jobs of this name; each lasts so long, or until its signal is aborted. */
  readonly jobs: readonly { readonly name: string; readonly concurrency: number; readonly ms: number }[];
  readonly repeat?: { readonly name: string; readonly everyMs: number };
}

/** What a worker process tells, a line each. */
export interface WorkerEvent {
  readonly event: "ready" | "start" | "end" | "aborted" | "drained";
  readonly name?: string;
  readonly id?: string;
}
