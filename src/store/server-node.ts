import type { PoolConnection } from "mysql2";
import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from "mysql2/promise";
import type { DataSource } from "typeorm";
import { AppError } from "../errors.js";
import type { Session, TransactionOptions } from "./database.js";
import { AnswerTimedOut, isNodeTrouble } from "./driver-error.js";
import { alone, inTransaction } from "./in-transaction.js";
import { limitedSession } from "./limited-session.js";
import { askRole, type NodeRole } from "./node-role.js";
import type { ServerLimits } from "./server-limits.js";
import { prepareSession } from "./session-settings.js";
import { within } from "./time-limit.js";
import { sessionOf } from "./typeorm-session.js";

type Work<T> = (session: Session) => Promise<T>;

/** How a server is reached: a pool of connections, made anew each time it is asked for, or one connection. */
export interface ServerAccess {
  readonly dataSource: () => DataSource;
  readonly connection: ConnectionOptions;
}

/** One database server with its pool. It is opened when it is first asked, and again if that failed; everything has a time limit. */
export class ServerNode {
  private opening: Promise<DataSource> | null = null;
  private readonly connections = new Set<PoolConnection>();

  /** `name` is host:port. */
  constructor(
    readonly name: string,
    private readonly access: ServerAccess,
    private readonly limits: ServerLimits,
  ) {}

  /** The data source with an open pool. */
  source(): Promise<DataSource> {
    this.opening ??= this.open();
    return this.opening;
  }

  /** Asks on a connection of its own: those of the pool may all wait for this very server. */
  async role(): Promise<NodeRole> {
    const { askMs } = this.limits;
    const late = () => new AnswerTimedOut(askMs);
    const connecting = createConnection({ ...this.access.connection, connectTimeout: askMs });
    const connection = await within(askMs, connecting, late);
    try {
      return await within(askMs, askRole(plainSession(connection)), late);
    } finally {
      connection.destroy();
    }
  }

  /** Runs work on one pooled connection, given back whatever happens, or closed where it cannot be trusted any more. */
  async work<T>(work: Work<T>): Promise<T> {
    const runner = (await this.source()).createQueryRunner();
    const connecting = runner.connect() as Promise<PoolConnection>;
    try {
      const connection = await within(this.limits.acquireMs, connecting, () => this.busy()).catch((cause: unknown) => {
        throw cause instanceof Error && cause.message === "Queue limit reached." ? this.busy() : cause;
      });
      const session = limitedSession(sessionOf(runner, false), this.limits.statementMs, () => this.drop(connection));
      if (!this.connections.has(connection)) await this.prepare(session, connection);
      return await this.trusted(connection, () => work(session));
    } finally {
      void connecting.then(() => runner.release()).catch(() => {}); // one that comes too late goes back as well
    }
  }

  /** One transaction; CommitFailed when COMMIT itself did not end well. */
  transaction<T>(work: Work<T>, { single = false }: TransactionOptions = {}): Promise<T> {
    return this.work((session) => (single ? alone(session, work) : inTransaction(session, "START TRANSACTION", work)));
  }

  /** Says goodbye to the server; a server that does not answer is left alone. */
  async close(): Promise<void> {
    const source = await this.opening?.catch(() => null);
    if (!source) return;
    const closed = within(this.limits.askMs, source.destroy(), () => new AnswerTimedOut(this.limits.askMs));
    await closed.catch(() => this.connections.forEach(destroy));
  }

  private async open(): Promise<DataSource> {
    const { acquireMs } = this.limits;
    try {
      return await within(acquireMs, this.access.dataSource().initialize(), () => new AnswerTimedOut(acquireMs));
    } catch (cause) {
      this.opening = null;
      throw cause;
    }
  }

  private async prepare(session: Session, connection: PoolConnection): Promise<void> {
    this.connections.add(connection);
    connection.once("end", () => this.connections.delete(connection));
    await this.trusted(connection, () => prepareSession(session, this.limits.statementMs));
  }

  private async trusted<T>(connection: PoolConnection, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (isNodeTrouble(cause)) this.drop(connection);
      throw cause;
    }
  }

  private busy(): AppError {
    return new AppError("DATABASE_UNAVAILABLE", `no connection to ${this.name} became free in time`);
  }

  private drop(connection: PoolConnection): void {
    this.connections.delete(connection);
    destroy(connection);
  }
}

/** At once, also where the server stands still and would never close its end. */
function destroy(connection: PoolConnection): void {
  connection.destroy();
  (connection as unknown as { stream?: { destroy(): void } }).stream?.destroy();
}

function plainSession(connection: Connection): Session {
  return {
    rows: async <T extends object>(sql: string) => (await connection.query<(T & RowDataPacket)[]>(sql))[0],
    run: async (sql) => {
      await connection.query(sql);
      return 0;
    },
  };
}
