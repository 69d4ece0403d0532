import { writeSync } from "node:fs";
import type { Database, Session } from "../../../src/store/database.js";
import type { Death } from "./kill-task.js";

/** What the parent reads on the child's standard output as its last line. */
export interface LastWords {
  readonly statement: number;
  /** A write to `person` had been sent before. */
  readonly afterPerson: boolean;
}

/** Stops this whole process (SIGSTOP) and says so before. */
export function standStill(): void {
  writeSync(1, "stopped\n");
  process.kill(process.pid, "SIGSTOP");
}

function killSelf(words: LastWords): void {
  writeSync(1, `${JSON.stringify(words)}\n`);
  process.kill(process.pid, "SIGKILL");
}

/** A database that counts statements and kills the process at its death; `death` null: only counts. */
export class KillingDatabase implements Database {
  statements = 0;
  /** The number of the first statement that wrote to `person`; 0: none yet. */
  firstPerson = 0;
  private written: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly inner: Database,
    private readonly death: Death | null,
  ) {}

  get dialect(): Database["dialect"] {
    return this.inner.dialect;
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inner.read((session) => work(this.counted(session)));
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const writing = this.inner.transaction((session) => work(this.counted(session)));
    this.written = writing.catch(() => undefined);
    return writing;
  }

  /** Resolves when the transaction begun last has ended. */
  async untilWritten(): Promise<void> {
    await this.written;
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private counted(session: Session): Session {
    return {
      rows: (sql, parameters) => {
        this.meet(sql);
        return session.rows(sql, parameters);
      },
      run: (sql, parameters) => {
        this.meet(sql);
        return session.run(sql, parameters);
      },
    };
  }

  private meet(sql: string): void {
    const words = { statement: ++this.statements, afterPerson: this.firstPerson > 0 };
    if (this.firstPerson === 0 && /^INSERT INTO person\b/.test(sql)) this.firstPerson = this.statements;
    if (this.death === null || !this.dies(this.death)) return;
    if (this.death.stands === true) return standStill();
    if (this.death.after === null) return killSelf(words);
    setTimeout(() => killSelf(words), this.death.after);
  }

  private dies({ from, at }: Death): boolean {
    if (from === "start") return this.statements === at;
    return this.firstPerson > 0 && this.statements === this.firstPerson + at;
  }
}
