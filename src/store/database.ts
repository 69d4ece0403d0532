import type { DataSource } from "typeorm";
import type { Dialect } from "./dialect.js";

/** One row as the driver gives it, with binary columns always as Buffer. */
export type Row = Readonly<Record<string, unknown>>;

/** One connection that speaks the one SQL text of both databases; `?` placeholders, positional. */
export interface Session {
  /** Rows of a SELECT. */
  rows<T extends object = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs a write and returns the number of rows it matched. */
  run(sql: string, parameters?: readonly unknown[]): Promise<number>;
}

export interface TransactionOptions {
  /** The work is one statement, which is a transaction by itself: a server is not told that it begins and ends. */
  readonly single?: boolean;
}

/** A place to keep days: MySQL, MariaDB or the embedded database. */
export interface Database {
  readonly dialect: Dialect;
  /** Reads on one connection; concurrent calls do not see each other's unfinished writes. `work` may run again where a connection broke. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** One transaction, rolled back when `work` throws; CommitFailed when COMMIT itself got no good answer. Retries nothing. */
  transaction<T>(work: (session: Session) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

/** A database as it is opened: reading and writing where what was written is seen. */
export interface MigratableDatabase extends Database {
  /** What the migrations run on. */
  readonly source: DataSource;
  /** For questions: read on replicas where there are any, and on whatever node still answers. Writes nothing. */
  readonly reader: Database;
  /** The node that takes writes, for what `reader` does not have yet; null: `reader` is never behind. */
  readonly current: Database | null;
}
