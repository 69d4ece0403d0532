import type { Database, Session } from "../../../src/store/database.js";
import { dialectOf } from "../../../src/store/dialect.js";
import type { Lease } from "../../../src/store/write/lease.js";

/** Where a transaction breaks: before the fence's answer, or at COMMIT before or after it was applied. */
export interface Fault {
  readonly at: "statement" | "commit-before" | "commit-after";
  readonly error: Error;
}

interface TenantRow {
  fence: number;
  lease_token: Buffer;
  write_no: number;
}

/** A database of one tenant row in memory that breaks as told, one fault per transaction, then behaves. */
export class FlakyTenant implements Database {
  readonly dialect = dialectOf("mysql");
  readonly committed: string[] = [];
  row: TenantRow;
  /** What the next reads meet instead of an answer. */
  readonly readFaults: Error[] = [];
  private pending: { row: TenantRow; wrote: string[] } | null = null;

  constructor(
    readonly lease: Lease,
    private readonly faults: Fault[] = [],
  ) {
    this.row = { fence: lease.fence, lease_token: lease.token, write_no: lease.writeNo };
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const fault = this.readFaults.shift();
    if (fault !== undefined) throw fault;
    return work(this.session());
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const fault = this.faults.shift();
    this.pending = { row: { ...this.row }, wrote: [] };
    try {
      const result = await work(this.session(fault?.at === "statement" ? fault.error : undefined));
      if (fault?.at === "commit-before") throw fault.error;
      this.row = this.pending.row;
      this.committed.push(...this.pending.wrote);
      if (fault?.at === "commit-after") throw fault.error;
      return result;
    } finally {
      this.pending = null;
    }
  }

  async close(): Promise<void> {}

  private session(error?: Error): Session {
    return {
      rows: async <T extends object>() => [this.row as unknown as T],
      run: async (sql, parameters = []) => {
        if (error !== undefined) throw error;
        return sql.startsWith("UPDATE tenant") ? this.passFence(parameters) : this.write(sql);
      },
    };
  }

  private passFence([next, , , fence, token, writeNo]: readonly unknown[]): number {
    const { row } = this.pending ?? { row: this.row };
    if (row.fence !== fence || !row.lease_token.equals(token as Buffer) || row.write_no !== writeNo) return 0;
    row.write_no = next as number;
    return 1;
  }

  private write(sql: string): number {
    this.pending?.wrote.push(sql);
    return 1;
  }
}
