import type { Database, Session } from "../../../src/store/database.js";
import { dialectOf } from "../../../src/store/dialect.js";
import { inTransaction } from "../../../src/store/in-transaction.js";
import type { Lease } from "../../../src/store/write/lease.js";

/** Where a transaction breaks: at its first or second statement, or at COMMIT before or after it was applied. */
export interface Fault {
  readonly at: "statement" | "second" | "commit-before" | "commit-after";
  readonly error: Error;
}

interface TenantRow {
  fence: number;
  lease_token: Buffer;
  write_no: number;
}

interface Pending {
  readonly row: TenantRow;
  readonly wrote: string[];
  fault: Fault | undefined;
  statements: number;
}

const FORGETS_ALL = new Set([1213, 2013]);

/**
 * A server with one tenant row that speaks as a driver does: statements, COMMIT, ROLLBACK. It breaks as told, one fault for each
 * write, then behaves. After a deadlock the server has forgotten the transaction, and what is sent then runs by itself.
 */
export class FlakyTenant implements Database {
  readonly dialect = dialectOf("mysql");
  readonly committed: string[] = [];
  /** COMMITs and ROLLBACKs as they were sent. */
  readonly sent: string[] = [];
  row: TenantRow;
  /** What the next questions to the witness meet instead of an answer. */
  readonly witnessFaults: Error[] = [];

  constructor(
    readonly lease: Lease,
    private readonly faults: Fault[] = [],
  ) {
    this.row = { fence: lease.fence, lease_token: lease.token, write_no: lease.writeNo };
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this.connection());
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return inTransaction(this.connection(), "START TRANSACTION", work);
  }

  async close(): Promise<void> {}

  private connection(): Session {
    let pending: Pending | null = null;
    return {
      rows: async <T extends object>() => {
        const fault = this.witnessFaults.shift();
        if (fault !== undefined) throw fault;
        return [this.row as unknown as T];
      },
      run: async (sql, parameters = []) => {
        if (sql === "START TRANSACTION") pending = { row: { ...this.row }, wrote: [], fault: undefined, statements: 0 };
        else if (sql === "COMMIT" || sql === "ROLLBACK") pending = this.end(sql, pending);
        else return this.statement(sql, parameters, pending, () => (pending = null));
        return 0;
      },
    };
  }

  private end(sql: "COMMIT" | "ROLLBACK", pending: Pending | null): null {
    this.sent.push(sql);
    if (sql === "ROLLBACK" || pending === null) return null;
    const { fault } = pending;
    if (fault?.at === "commit-before") throw fault.error;
    this.row = pending.row;
    this.committed.push(...pending.wrote);
    if (fault?.at === "commit-after") throw fault.error;
    return null;
  }

  private statement(sql: string, parameters: readonly unknown[], pending: Pending | null, forget: () => void): number {
    if (pending === null) return this.committed.push(`${sql} by itself`);
    if (pending.statements === 0) pending.fault = this.faults.shift();
    pending.statements += 1;
    const { fault, statements } = pending;
    if (fault?.at === (statements === 1 ? "statement" : "second")) {
      if (FORGETS_ALL.has(Number((fault.error as { driverError?: { errno?: number } }).driverError?.errno))) forget();
      throw fault.error;
    }
    return sql.startsWith("UPDATE tenant") ? passFence(pending.row, parameters) : pending.wrote.push(sql);
  }
}

function passFence(row: TenantRow, [next, , , fence, token, writeNo]: readonly unknown[]): number {
  if (row.fence !== fence || !row.lease_token.equals(token as Buffer) || row.write_no !== writeNo) return 0;
  row.write_no = next as number;
  return 1;
}
