import { AppError } from "../../errors.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database } from "../database.js";
import { readDatabaseClock } from "../database-clock.js";
import { FencedWriter } from "./fenced-writer.js";
import { takeLease } from "./lease.js";
import { CHUNK, purgeChunk } from "./purge-chunk.js";
import { retriedTransaction } from "./retried-transaction.js";
import { VERSION_TABLES } from "./sweep.js";

/** Revisions retired in one transaction. */
const REVISIONS_AT_ONCE = 1_000;

export interface PruneSettings {
  readonly owner: string;
  readonly leaseMs: number;
}

/** Retention in two steps, under the tenant's lease: days stop answering first, their rows go later. */
export class Prune {
  constructor(
    private readonly database: Database,
    private readonly settings: PruneSettings,
  ) {}

  /** Step one: these days answer no more (RETIRED). A day with a held row waits. The number of snapshots retired. */
  retireDays(tenantId: TenantId, days: readonly SnapshotDate[]): Promise<number> {
    return this.underLease(tenantId, (writer) =>
      writer.transaction(async (session) => {
        const { tenantNo } = writer.lease;
        let retired = 0;
        for (const day of days) {
          retired += await session.run(
            `UPDATE snapshot SET retired_at = ${writer.dialect.nowMs} WHERE tenant_no = ? AND day = ? AND retired_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM held_day h WHERE h.tenant_no = ? AND h.day = ?)`,
            [tenantNo, day, tenantNo, day],
          );
        }
        await session.run("UPDATE tenant SET content_epoch = content_epoch + 1 WHERE tenant_no = ?", [tenantNo]);
        return retired;
      }),
    );
  }

  /** Step one for earlier revisions: retired once a later one has stood for `keepMs`. */
  retireRevisions(tenantId: TenantId, keepMs: number): Promise<number> {
    return this.underLease(tenantId, (writer) =>
      writer.transaction(async (session) => {
        const { tenantNo } = writer.lease;
        const old = await session.rows<{ seq: number }>(
          `SELECT s.seq FROM snapshot s WHERE s.tenant_no = ? AND s.retired_at IS NULL AND EXISTS (SELECT 1 FROM snapshot later
             WHERE later.tenant_no = s.tenant_no AND later.day = s.day AND later.revision > s.revision
             AND later.sealed_at <= ${writer.dialect.nowMs} - ?) LIMIT ${REVISIONS_AT_ONCE}`,
          [tenantNo, keepMs],
        );
        for (const { seq } of old) {
          const sql = `UPDATE snapshot SET retired_at = ${writer.dialect.nowMs} WHERE tenant_no = ? AND seq = ?`;
          await session.run(sql, [tenantNo, seq]);
        }
        return old.length;
      }),
    );
  }

  /**
   * Step two: deletes, in chunks, what nothing visible needs; days retired within `graceMs` may still be read. Between two chunks
   * `signal` ends it with its reason; the lease is given back, and the next purge goes on with what is left.
   */
  purge(tenantId: TenantId, graceMs: number, signal?: AbortSignal): Promise<number> {
    return this.underLease(tenantId, async (writer) => {
      const retiredBefore = (await readDatabaseClock(this.database)) - graceMs;
      let deleted = 0;
      for (const { table, key } of VERSION_TABLES) {
        let chunk: number;
        do {
          signal?.throwIfAborted();
          chunk = await writer.transaction((session) => purgeChunk(session, writer, { table, key, retiredBefore }));
          deleted += chunk;
        } while (chunk === CHUNK);
      }
      return deleted;
    });
  }

  private async underLease<T>(tenantId: TenantId, work: (writer: FencedWriter) => Promise<T>): Promise<T> {
    const lease = await retriedTransaction(this.database, async (session) => {
      const [row] = await session.rows<{ tenant_no: number }>(
        "SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?",
        [tenantId],
      );
      if (row === undefined) throw new AppError("TENANT_NOT_FOUND", "no such tenant", { tenantId });
      const { owner, leaseMs: milliseconds } = this.settings;
      return takeLease(session, this.database.dialect, { tenantNo: row.tenant_no, owner, milliseconds });
    });
    if (lease === null) throw new AppError("STALE", "the tenant is being imported; prune again later", { tenantId });
    const writer = new FencedWriter(this.database, lease);
    try {
      return await work(writer);
    } finally {
      writer.end(); // first: a lease that cannot be given back must run out, not be kept alive
      await writer.transaction((session) =>
        session.run("UPDATE tenant SET lease_until = 0 WHERE tenant_no = ?", [lease.tenantNo]),
      );
    }
  }
}
