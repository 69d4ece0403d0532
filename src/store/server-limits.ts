/** How long anything may take, and how much may wait; in milliseconds where the name says so. */
export interface ServerLimits {
  readonly connections: number;
  /** How many may wait for a connection of one node; whoever comes then is refused at once. */
  readonly queue: number;
  readonly connectMs: number;
  readonly acquireMs: number;
  /** One statement, COMMIT included: without a majority a Group Replication server never answers it. */
  readonly statementMs: number;
  /** The question what a node is. */
  readonly askMs: number;
  /** How long a write waits for a node that takes it: a failover of Group Replication took 21.5 s. */
  readonly patienceMs: number;
  /** The same for a question to the API, which somebody waits for. */
  readonly readerPatienceMs: number;
}

/** What holds in production. */
export const SERVER_LIMITS: ServerLimits = {
  connections: 10,
  queue: 1_000,
  connectMs: 10_000,
  acquireMs: 45_000,
  statementMs: 30_000,
  askMs: 3_000,
  patienceMs: 30_000,
  readerPatienceMs: 3_000,
};
