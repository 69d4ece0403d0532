import { randomUUID } from "node:crypto";
import type { JobDefinition, JobQueue } from "./job-queue.js";

/** A job of the worker; with `everyMs` it recurs by itself, at the start first. */
export interface WorkerJob extends JobDefinition {
  readonly everyMs?: number;
  /** Also runs once for every worker that starts, whatever others did: its recurring row may say later, or be a dead worker's. */
  readonly atStart?: boolean;
}

/** The jobs of one process. */
export interface Worker {
  start(): Promise<void>;
  /** Takes nothing new, lets what runs finish for `graceMs`, then has it given up. */
  drain(graceMs: number): Promise<void>;
}

/** A worker on a queue; several of them, anywhere, share the work. */
export function createWorker(queue: JobQueue, jobs: readonly WorkerJob[]): Worker {
  for (const { everyMs: _everyMs, atStart: _atStart, ...definition } of jobs) queue.define(definition);
  return {
    async start() {
      await queue.start();
      for (const { name, everyMs } of jobs) if (everyMs !== undefined) await queue.repeat(name, everyMs);
      for (const { name, atStart } of jobs) if (atStart) await queue.enqueue(name, `start/${randomUUID()}`, {});
    },
    drain: (graceMs) => queue.drain(graceMs),
  };
}
