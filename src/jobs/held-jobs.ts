import type { ClaimedJob } from "../model/job.js";
import type { JobStore } from "./job-store.js";
import { LostLock } from "./lost-lock.js";
import type { Outage } from "./outage.js";

interface Hold {
  readonly job: ClaimedJob;
  started: boolean;
  giveBack: boolean;
}

export interface HoldingOptions {
  readonly store: JobStore;
  readonly owner: string;
  readonly lockMs: number;
  readonly outage: Outage;
  /** Asked before every job is taken; never rejects. Absent: always. */
  readonly mayTake?: () => Promise<boolean>;
}

/** The jobs this process has locked, so that none is taken beyond what may run and none stays locked after a stop. */
export class HeldJobs {
  private readonly capacities = new Map<string, number>();
  private readonly holds = new Map<string, Hold>();
  private readonly asking = new Map<string, number>();
  private taking = true;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: HoldingOptions) {}

  /** How many jobs of a name this process may hold. */
  allow(name: string, capacity: number): void {
    this.capacities.set(name, capacity);
  }

  /** The next job of a name while there is room for it; never rejects. */
  async claim(name: string): Promise<ClaimedJob | undefined> {
    const asking = this.asking.get(name) ?? 0;
    if (!this.taking || this.held(name) + asking >= (this.capacities.get(name) ?? 0)) return undefined;
    this.asking.set(name, asking + 1);
    try {
      if (!((await this.options.mayTake?.()) ?? true)) return undefined;
      const job = await this.options.outage.watch(() => this.options.store.claim(name, this.options));
      return job ? await this.keep(job) : undefined;
    } finally {
      this.asking.set(name, (this.asking.get(name) ?? 1) - 1);
      this.tellIdle();
    }
  }

  /** Renews the lock, for the first time when the job starts; LostLock when it is somebody else's. */
  async touch(job: ClaimedJob): Promise<void> {
    const hold = this.holds.get(job.token);
    if (!hold) throw new LostLock();
    const starts = !hold.started;
    hold.started = true;
    try {
      if (!(await this.options.store.touch(job, this.options.lockMs))) throw new LostLock();
    } catch (cause) {
      if (starts) await this.release(hold); // A start that is not on record does not happen.
      throw cause;
    }
  }

  /** The run is over: the job is gone, or due again. LostLock when it was not ours to end. */
  async end(job: ClaimedJob): Promise<void> {
    const hold = this.holds.get(job.token);
    if (!hold) throw new LostLock();
    const { store } = this.options;
    try {
      if (!(await (hold.giveBack ? store.release(job) : store.finish(job)))) throw new LostLock();
    } finally {
      this.drop(hold);
    }
  }

  /** When this run is over, the job is given back instead of ended. */
  giveBackAtEnd(job: ClaimedJob): void {
    const hold = this.holds.get(job.token);
    if (hold) hold.giveBack = true;
  }

  /** Gives back what has not started, all of it or what has these ids; never rejects. */
  async releaseUnstarted(ids?: readonly string[]): Promise<void> {
    const unstarted = [...this.holds.values()].filter(
      (hold) => !hold.started && (ids === undefined || ids.includes(hold.job.id)),
    );
    await Promise.all(unstarted.map((hold) => this.release(hold)));
  }

  /** No job from now on; a claim that is under way gives its job back. */
  stopTaking(): void {
    this.taking = false;
  }

  /** Resolves when this process holds no lock and asks for none. */
  async whenIdle(): Promise<void> {
    if (!this.isIdle()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async keep(job: ClaimedJob): Promise<ClaimedJob | undefined> {
    const hold = { job, started: false, giveBack: false };
    this.holds.set(job.token, hold);
    if (this.taking) return job;
    await this.release(hold);
    return undefined;
  }

  /** A lock that cannot be given back runs out by itself. */
  private async release(hold: Hold): Promise<void> {
    await this.options.outage.watch(() => this.options.store.release(hold.job));
    this.drop(hold);
  }

  private drop(hold: Hold): void {
    this.holds.delete(hold.job.token);
    this.tellIdle();
  }

  private tellIdle(): void {
    if (!this.isIdle()) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private isIdle(): boolean {
    return this.holds.size === 0 && [...this.asking.values()].every((asking) => asking === 0);
  }

  private held(name: string): number {
    return [...this.holds.values()].filter((hold) => hold.job.name === name).length;
  }
}
