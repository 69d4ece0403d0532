/** A server that a script of ours started or found; `pid` is missing where the url was given from outside. */
export interface DatabaseServer {
  readonly name: "mysql" | "mariadb" | "mongodb";
  /** With user and password, without a database. */
  readonly url: string;
  readonly version: string;
  readonly pid?: number;
}

export interface Databases {
  readonly mysqlUrl: string | undefined;
  readonly mariadbUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly servers: readonly DatabaseServer[];
  /** One sentence for each database that could not be had: what was tried, and what to do. */
  readonly problems: readonly string[];
  /** Ends the servers that were started for this call and removes their data; leaves those of `up` alone. */
  stop(): Promise<void>;
}

/** The databases asked for: from the environment, from `up`, or started here until this process ends. */
export function startDatabases(options?: {
  readonly mysql?: boolean;
  readonly mariadb?: boolean;
  readonly mongodb?: boolean;
  /** With the binary log, as production has it; such a server is never shared with the tests. */
  readonly binlog?: boolean;
  /** false: never a server that `up` left running. */
  readonly reuse?: boolean;
  /** true: the servers outlive this process. */
  readonly detached?: boolean;
}): Promise<Databases>;
