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

/** A place to keep days: MySQL, MariaDB or the embedded database. */
export interface Database {
  readonly dialect: Dialect;
  /** Reads on one connection; concurrent calls do not see each other's unfinished writes. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** One transaction, rolled back when `work` throws. Retries nothing. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A database with the data source that its migrations run on. */
export interface MigratableDatabase extends Database {
  readonly source: DataSource;
}
