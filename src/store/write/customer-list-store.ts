import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** A customer list that was not believed: too many would be gone. */
export interface HeldCustomers {
  readonly since: Date;
  /** Active tenants before the list came, and those of them that it does not name. */
  readonly active: number;
  readonly missing: readonly TenantId[];
}

interface ListRow {
  readonly synced_on: SnapshotDate;
  readonly held_since: number | null;
  readonly active: number;
  readonly missing: string;
}

const SHAPE = {
  table: "customer_list",
  columns: ["identity", "synced_on", "active", "missing"],
  key: ["identity"],
  updated: ["synced_on", "active", "missing"],
};

/** What is known of the partner's customer list as a whole. */
export class CustomerListStore {
  constructor(
    private readonly database: Database,
    private readonly identity: string,
  ) {}

  /** The day the list was last taken over or held; null: never. */
  async syncedOn(): Promise<SnapshotDate | null> {
    return (await this.row())?.synced_on ?? null;
  }

  async held(): Promise<HeldCustomers | null> {
    const row = await this.row();
    if (row === undefined || row.held_since === null) return null;
    return { since: new Date(row.held_since), active: row.active, missing: JSON.parse(row.missing) as TenantId[] };
  }

  /** Keeps how a sync of `day` ended; `held` null: it was taken over whole. A hold keeps the time it began. */
  record(day: SnapshotDate, held: Pick<HeldCustomers, "active" | "missing"> | null): Promise<void> {
    const { dialect } = this.database;
    const values = [this.identity, day, held?.active ?? 0, JSON.stringify(held?.missing ?? [])];
    const since = held === null ? "NULL" : `COALESCE(held_since, ${dialect.nowMs})`;
    return retriedTransaction(this.database, async (session) => {
      await session.run(dialect.upsert(SHAPE, 1), values);
      await session.run(`UPDATE customer_list SET held_since = ${since} WHERE identity = ?`, [this.identity]);
    });
  }

  private async row(): Promise<ListRow | undefined> {
    const [row] = await this.database.read((session) =>
      session.rows<ListRow>("SELECT synced_on, held_since, active, missing FROM customer_list WHERE identity = ?", [
        this.identity,
      ]),
    );
    return row;
  }
}
