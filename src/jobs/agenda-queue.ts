import { setImmediate } from "node:timers/promises";
import { Agenda, InMemoryNotificationChannel, type Job } from "agenda";
import type { Log } from "../log.js";
import type { ClaimedJob } from "../model/job.js";
import { agendaBackend, claimOf } from "./agenda-backend.js";
import { keepLocked } from "./heartbeat.js";
import { HeldJobs } from "./held-jobs.js";
import type { JobCounts, JobData, JobDefinition, JobOutcome, JobQueue, NewJob } from "./job-queue.js";
import type { JobStore } from "./job-store.js";
import { LostLock } from "./lost-lock.js";
import { errorFields, Outage } from "./outage.js";

export interface JobQueueOptions {
  readonly store: JobStore;
  /** How often the store is asked for jobs that others enqueued or that became due. */
  readonly processEveryMs: number;
  /** How long a lock lives without a sign of life; far above the difference of two machines' clocks. */
  readonly lockMs: number;
  /** Names this process in the store. */
  readonly owner: string;
  readonly log: Log;
  /** Asked before every job is taken; never rejects. Absent: always. */
  readonly mayTake?: () => Promise<boolean>;
  readonly onRun?: (name: string, outcome: JobOutcome, milliseconds: number) => void;
}

/** The job queue on Agenda over any job store. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  return new AgendaQueue(options);
}

class AgendaQueue implements JobQueue {
  private readonly outage: Outage;
  private readonly held: HeldJobs;
  private readonly agenda: Agenda;
  private readonly wakeUps = new InMemoryNotificationChannel();
  private readonly repeated = new Map<string, number>();
  private readonly running = new Set<AbortController>();
  private graceIsOver = false;
  private concurrency = 0;
  private restoring: NodeJS.Timeout | undefined;

  constructor(private readonly options: JobQueueOptions) {
    const { owner, processEveryMs, log } = options;
    this.outage = new Outage(log);
    this.held = new HeldJobs({ ...options, outage: this.outage });
    this.agenda = new Agenda({
      backend: agendaBackend(this.held),
      notificationChannel: this.wakeUps,
      name: owner,
      processEvery: processEveryMs,
      defaultLockLifetime: 1, // Agenda sleeps through half of it after every job, and it is never asked.
    });
    this.agenda.on("complete", (job: Job) => void this.wakeSoon(job.attrs.name));
  }

  define(definition: JobDefinition): void {
    const { name, concurrency } = definition;
    this.held.allow(name, concurrency);
    this.concurrency += concurrency;
    this.agenda.maxConcurrency(this.concurrency);
    const run = (job: Job) => this.run(definition, claimOf(job.attrs));
    this.agenda.define(name, run, { concurrency, lockLimit: concurrency });
  }

  enqueue(name: string, key: string, data: JobData, afterMs = 0): Promise<void> {
    return this.enqueueMany(name, [{ key, data, afterMs }]);
  }

  async enqueueMany(name: string, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.options.store.enqueue(name, jobs);
    this.wake(name);
  }

  async repeat(name: string, everyMs: number): Promise<void> {
    await this.options.store.repeat(name, everyMs);
    this.repeated.set(name, everyMs);
    this.wake(name);
  }

  async start(): Promise<void> {
    await this.agenda.start();
    this.restoring = setInterval(() => void this.restoreRepeated(), this.options.lockMs);
  }

  async drain(graceMs: number): Promise<void> {
    clearInterval(this.restoring);
    this.held.stopTaking();
    await this.agenda.stop(false);
    await setImmediate(); // Agenda may just be taking a job over that it will not start any more.
    await this.held.releaseUnstarted();
    const grace = setTimeout(() => this.abortAll(), graceMs);
    await this.held.whenIdle();
    clearTimeout(grace);
  }

  counts(): Promise<JobCounts> {
    return this.options.store.counts();
  }

  private abortAll(): void {
    this.graceIsOver = true;
    for (const controller of this.running) controller.abort(new Error("the worker stops"));
  }

  /** Somebody may have emptied the store, and without its row a recurring job would never run again. */
  private async restoreRepeated(): Promise<void> {
    for (const [name, everyMs] of this.repeated) {
      await this.outage.watch(() => this.options.store.repeat(name, everyMs));
    }
  }

  /** After Agenda has cleared the place of the job that ended. */
  private async wakeSoon(name: string): Promise<void> {
    await setImmediate();
    this.wake(name);
  }

  /** Asks for jobs of a name at once: Agenda itself would leave a free place empty until its next poll. */
  private wake(name: string): void {
    if (this.wakeUps.state !== "connected") return;
    const now = new Date();
    const notification = { jobId: "" as never, jobName: name, nextRunAt: now, priority: 0, timestamp: now };
    void this.wakeUps.publish(notification);
  }

  private async run(definition: JobDefinition, job: ClaimedJob): Promise<void> {
    const { lockMs, onRun } = this.options;
    const controller = new AbortController();
    const started = performance.now();
    const stopBeating = keepLocked(
      () => this.held.touch(job),
      lockMs,
      (cause) => controller.abort(cause),
    );
    this.running.add(controller);
    if (this.graceIsOver) this.abortAll();
    const outcome = await this.outcomeOf(definition, job, controller.signal);
    stopBeating();
    this.running.delete(controller);
    onRun?.(definition.name, outcome, performance.now() - started);
  }

  /** Never rejects: Agenda would keep the error's message in its log and store. */
  private async outcomeOf(definition: JobDefinition, job: ClaimedJob, signal: AbortSignal): Promise<JobOutcome> {
    const lost = () => signal.reason instanceof LostLock;
    try {
      await definition.run(job.data, { signal });
      return lost() ? "lost" : "succeeded";
    } catch (cause) {
      this.options.log.warn("job did not succeed", { job: definition.name, lost: lost(), ...errorFields(cause) });
      if (!signal.aborted) return "failed";
      this.held.giveBackAtEnd(job);
      return lost() ? "lost" : "given-back";
    }
  }
}
