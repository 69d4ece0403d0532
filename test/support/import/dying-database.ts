import type { Database, Session } from "../../../src/store/database.js";

/** What the worker's process met when it died: nothing after it happens any more. */
export class Died extends Error {}

/** What happens at the chosen statement. `die`: the process is gone. `lose`: the connection breaks, and the process lives on. */
export interface Fate {
  readonly at: number;
  readonly kind: "die" | "lose";
}

function connectionLost(): Error {
  return Object.assign(new Error("connection lost"), { code: "PROTOCOL_CONNECTION_LOST" });
}

/**
 * A database whose user meets its fate at the n-th statement. A statement that fails is not run and its transaction rolls
 * back; where the n-th is a COMMIT, it is applied and its answer never comes.
 */
export class DyingDatabase implements Database {
  statements = 0;
  /** A day was completed by a COMMIT whose answer never came. */
  completed = false;
  private dead = false;

  constructor(
    private readonly inner: Database,
    private readonly fate: Fate | null,
  ) {}

  get dialect(): Database["dialect"] {
    return this.inner.dialect;
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inner.read((session) => work(this.counted(session, [])));
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const written: string[] = [];
    const result = await this.inner.transaction((session) => work(this.counted(session, written)));
    try {
      this.step();
    } catch (cause) {
      this.completed = written.some((sql) => sql.includes("SET complete_seq"));
      throw cause;
    }
    return result;
  }

  async close(): Promise<void> {}

  private counted(session: Session, written: string[]): Session {
    return {
      rows: async (sql, parameters) => {
        this.step();
        return session.rows(sql, parameters);
      },
      run: async (sql, parameters) => {
        this.step();
        written.push(sql);
        return session.run(sql, parameters);
      },
    };
  }

  private step(): void {
    if (this.dead) throw new Died();
    if (++this.statements !== this.fate?.at) return;
    if (this.fate.kind === "lose") throw connectionLost();
    this.dead = true;
    throw new Died();
  }
}
