import type { JobData, JobDefinition, JobQueue } from "../../../src/jobs/job-queue.js";

interface Waiting {
  readonly name: string;
  readonly key: string;
  readonly data: JobData;
  at: number;
  readonly everyMs: number | null;
}

/** The jobs of one process in memory; `shared` lets several of them stand for a cluster. */
export class InProcessQueue implements JobQueue {
  private readonly definitions = new Map<string, JobDefinition>();
  private readonly running = new Map<string, { abort: AbortController; ended: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly shared = new Map<string, Waiting>(),
    private readonly onError: (cause: unknown) => void = () => {},
  ) {}

  define(definition: JobDefinition): void {
    this.definitions.set(definition.name, definition);
  }

  async enqueue(name: string, key: string, data: JobData, at = new Date()): Promise<void> {
    const id = `${name}/${key}`;
    const known = this.shared.get(id);
    if (known === undefined) this.shared.set(id, { name, key, data, at: at.getTime(), everyMs: null });
    else known.at = Math.min(known.at, at.getTime());
  }

  async enqueueMany(name: string, jobs: readonly { key: string; data: JobData; at?: Date }[]): Promise<void> {
    for (const { key, data, at } of jobs) await this.enqueue(name, key, data, at);
  }

  async repeat(name: string, everyMs: number): Promise<void> {
    if (!this.shared.has(name)) this.shared.set(name, { name, key: name, data: {}, at: 0, everyMs });
  }

  async start(): Promise<void> {
    this.timer = setInterval(() => this.tick(), 10);
  }

  async drain(graceMs: number): Promise<void> {
    clearInterval(this.timer);
    const ends = [...this.running.values()].map(({ ended }) => ended);
    const grace = setTimeout(() => this.running.forEach(({ abort }) => abort.abort()), graceMs);
    await Promise.all(ends);
    clearTimeout(grace);
  }

  async counts(): Promise<{ queued: number; running: number }> {
    return { queued: this.shared.size, running: this.running.size };
  }

  /** Everything waiting is lost. */
  empty(): void {
    this.shared.clear();
  }

  private tick(): void {
    for (const [id, job] of this.shared) {
      const definition = this.definitions.get(job.name);
      if (definition === undefined || job.at > Date.now() || this.running.has(id)) continue;
      const sameName = [...this.running.keys()].filter((running) => running.startsWith(`${job.name}/`)).length;
      if (sameName >= definition.concurrency) continue;
      if (job.everyMs === null) this.shared.delete(id);
      else job.at = Date.now() + job.everyMs;
      const abort = new AbortController();
      const ended = definition
        .run(job.data, { signal: abort.signal })
        .catch(this.onError)
        .finally(() => this.running.delete(id));
      this.running.set(id, { abort, ended });
    }
  }
}
