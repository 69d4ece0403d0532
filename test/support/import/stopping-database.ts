import type { Database, Session, TransactionOptions } from "../../../src/store/database.js";

/** A database whose user is asked to stop as soon as a transaction with a certain statement has ended. */
export class StoppingDatabase implements Database {
  private readonly stop = new AbortController();

  constructor(
    private readonly inner: Database,
    private readonly statement: string,
  ) {}

  get dialect(): Database["dialect"] {
    return this.inner.dialect;
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inner.read(work);
  }

  async transaction<T>(work: (session: Session) => Promise<T>, options?: TransactionOptions): Promise<T> {
    let met = false;
    const noticing = (session: Session): Session => ({
      rows: (sql, parameters) => session.rows(sql, parameters),
      run: (sql, parameters) => {
        met ||= sql.startsWith(this.statement);
        return session.run(sql, parameters);
      },
    });
    const result = await this.inner.transaction((session) => work(noticing(session)), options);
    if (met) this.stop.abort(new Error("the worker stops"));
    return result;
  }

  async close(): Promise<void> {}
}
