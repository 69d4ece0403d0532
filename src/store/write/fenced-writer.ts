import PQueue from "p-queue";
import type { Database, Session } from "../database.js";
import type { Dialect } from "../dialect.js";
import { backOff } from "./back-off.js";
import { askWitness, type Lease, passFence, type Witness } from "./lease.js";
import { retryFor } from "./retry-table.js";

const ATTEMPTS_AGAIN = 8;
const ATTEMPTS_WITNESS = 3;

/** The result of work whose COMMIT may not have been answered. */
interface Box<T> {
  result?: { readonly value: T };
}

interface Attempt {
  readonly again: number;
  readonly witness: number;
  readonly applied?: boolean;
}

/** Another holds the tenant now: this run writes nothing more. */
export class LeaseLost extends Error {
  constructor() {
    super("the lease of this tenant was lost; another worker may be importing it");
    this.name = "LeaseLost";
  }
}

/** The one way to write a tenant's days: whole transactions behind the fence, one at a time, heartbeat included. */
export class FencedWriter {
  private readonly queue = new PQueue({ concurrency: 1 });
  private readonly stop = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    readonly database: Database,
    readonly lease: Lease,
  ) {
    this.heartbeat = setInterval(() => this.beat(), lease.milliseconds / 3);
    this.heartbeat.unref();
  }

  get dialect(): Dialect {
    return this.database.dialect;
  }

  /** Aborted as soon as the lease is known to be lost. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Runs `work` in one fenced transaction; repeated whole as the retry table says; LeaseLost when the fence refuses. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.queue.add<T>(() => this.attempts(work));
  }

  /** Ends the heartbeat; the lease itself ends with the last transaction. */
  end(): void {
    clearInterval(this.heartbeat);
  }

  private beat(): void {
    if (this.queue.size > 0 || this.queue.pending > 0) return; // a write is under way and renews the lease itself
    this.transaction(async () => {}).catch(() => this.lost());
  }

  private lost(): LeaseLost {
    this.end();
    const cause = new LeaseLost();
    this.stop.abort(cause);
    return cause;
  }

  private async attempts<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt: Attempt = { again: 0, witness: 0 }; ;) {
      const box: Box<T> = {};
      try {
        return await this.once(work, box);
      } catch (cause) {
        attempt = await this.next(cause, attempt);
        if (attempt.applied && box.result !== undefined) return box.result.value;
        await backOff(attempt.again + attempt.witness);
      }
    }
  }

  /** What the retry table says of a failed transaction: the next attempt's numbers, or the cause again when it is over. */
  private async next(cause: unknown, { again, witness }: Attempt): Promise<Attempt> {
    const retry = cause instanceof LeaseLost ? "stop" : retryFor(cause);
    if (retry === "again" && again < ATTEMPTS_AGAIN) return { again: again + 1, witness };
    if (retry !== "witness" || witness >= ATTEMPTS_WITNESS) throw cause;
    const applied = (await this.witness()) === "applied";
    if (applied) this.lease.writeNo += 1;
    return { again, witness: witness + 1, applied };
  }

  private async once<T>(work: (session: Session) => Promise<T>, box: Box<T>): Promise<T> {
    if (this.stop.signal.aborted) throw new LeaseLost();
    const value = await this.database.transaction(async (session) => {
      if (!(await passFence(session, this.database.dialect, this.lease))) throw this.lost();
      const result = await work(session);
      box.result = { value: result };
      return result;
    });
    this.lease.writeNo += 1;
    return value;
  }

  /** Asks again when the question itself meets what broke the COMMIT. */
  private async witness(): Promise<Witness> {
    for (let asked = 1; ; asked += 1) {
      try {
        const answer = await this.database.transaction((session) => askWitness(session, this.dialect, this.lease));
        if (answer === "lost") throw this.lost();
        return answer;
      } catch (cause) {
        if (asked === ATTEMPTS_WITNESS || cause instanceof LeaseLost || retryFor(cause) === "stop") throw cause;
        await backOff(asked);
      }
    }
  }
}
