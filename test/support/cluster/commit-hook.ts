import type { Database, Session } from "../../../src/store/database.js";

/** A database that tells, once, when a chosen transaction is about to be committed. */
export class CommitHook implements Database {
  private met = false;

  constructor(
    private readonly inner: Database,
    private readonly isChosen: (written: readonly string[]) => boolean,
    private readonly tell: () => void,
  ) {}

  /** A fault that was never met proves nothing. */
  get wasMet(): boolean {
    return this.met;
  }

  get dialect(): Database["dialect"] {
    return this.inner.dialect;
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inner.read(work);
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inner.transaction(async (session) => {
      const written: string[] = [];
      const noted: Session = {
        rows: (sql, parameters) => session.rows(sql, parameters),
        run: (sql, parameters) => {
          written.push(sql);
          return session.run(sql, parameters);
        },
      };
      const result = await work(noted);
      if (!this.met && this.isChosen(written)) {
        this.met = true;
        this.tell();
      }
      return result;
    });
  }

  async close(): Promise<void> {}
}
