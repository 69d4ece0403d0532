import type { AppError } from "../errors.js";
import type { Log } from "../log.js";
import { clockDifference } from "../model/clock-difference.js";

/** What it takes to know whether this machine's clock is right; instants in milliseconds since 1970. */
export interface OwnClockDeps {
  readonly readDatabaseClock: () => Promise<number>;
  readonly time: () => number;
  readonly log: Log;
  /** How long one comparison serves everybody who asks. */
  readonly goodForMs?: number;
}

const GOOD_FOR_MS = 10_000;

/**
 * This machine's clock beside the database's. While it is wrong no job is taken here: an import would be refused, a plan would
 * be of another day, and a webhook's time would be disbelieved.
 */
export class OwnClock {
  private aheadMs: number | null = null;
  private comparedAt = -Infinity;
  private comparing: Promise<void> | undefined;
  private known: AppError | null = null;

  constructor(private readonly deps: OwnClockDeps) {}

  /** What is wrong with it; null: it is right. Never rejects: while the database does not answer it is as it was last. */
  async fault(): Promise<AppError | null> {
    await this.compared();
    return this.known;
  }

  /** Seconds by which it is ahead of the database's; negative: behind; null while the database does not answer. */
  async secondsAhead(): Promise<number | null> {
    await this.compared();
    return this.aheadMs === null ? null : this.aheadMs / 1_000;
  }

  private async compared(): Promise<void> {
    if (performance.now() - this.comparedAt < (this.deps.goodForMs ?? GOOD_FOR_MS)) return;
    this.comparing ??= this.compare().finally(() => (this.comparing = undefined));
    await this.comparing;
  }

  private async compare(): Promise<void> {
    const { readDatabaseClock, time } = this.deps;
    const sent = time();
    const database = await readDatabaseClock().catch(() => null);
    const ours = (sent + time()) / 2;
    this.aheadMs = database === null ? null : ours - database;
    if (database === null) return;
    this.comparedAt = performance.now();
    this.tell(clockDifference(ours, database));
  }

  /** Once when it begins and once when it ends. */
  private tell(found: AppError | null): void {
    const { log } = this.deps;
    if (found !== null && this.known === null) {
      const { code, message: detail, details } = found;
      log.error("this worker's clock is wrong: it takes no job until it is right", { code, detail, ...details });
    }
    if (found === null && this.known !== null) log.info("this worker's clock is right again: it takes jobs");
    this.known = found;
  }
}
