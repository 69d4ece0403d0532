import type { FailureCode } from "../../model/failure.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { Database, Session } from "../database.js";
import { complete, type DayResult, type Sealing } from "./completion.js";
import type { Dictionary } from "./dictionary.js";
import { type FencedWriter, LeaseLost } from "./fenced-writer.js";
import { type HeadRow, readHead } from "./head-reader.js";
import { sweep } from "./sweep.js";
import { type Totals, writeTotals } from "./totals-writer.js";
import { type UserWrite, writeUsers } from "./user-writer.js";

/** A day that is sealed already. */
export interface SealedDay {
  readonly revision: number;
  readonly users: number;
  readonly skus: number;
}

/** The tenant's last sealed day, for the plausibility checks. */
export interface LastSealed extends SealedDay {
  readonly assignments: number;
}

/** Why an attempt ended without a day; `notBefore`: the tenant is not asked again until then. */
export interface RunFailure {
  readonly code: FailureCode;
  readonly detail: string;
  readonly notBefore: Date | null;
}

interface Stats {
  readonly pages: number;
  readonly retries: number;
}

interface Ended {
  readonly state: "FAILED" | "ABANDONED" | "STOPPED" | "PAUSED";
  readonly code: string | null;
  readonly detail: string | null;
  readonly stats: Stats;
}

/** One attempt at one tenant's day. Every write passes the fence; nothing is visible before `complete`. */
export class TenantRun {
  constructor(
    private readonly database: Database,
    private readonly dictionary: Dictionary,
    private readonly writer: FencedWriter,
    private readonly request: { readonly day: SnapshotDate; readonly again: string | null },
  ) {}

  /** Aborted when the lease is lost. */
  get signal(): AbortSignal {
    return this.writer.signal;
  }

  /** The sequence of this run. */
  get seq(): number {
    return this.writer.lease.seq;
  }

  /** People whose `hashSeq` lies beyond this are unknown: a dead run wrote them. */
  get completeSeq(): number {
    return this.writer.lease.completeSeq;
  }

  /** The first user number not yet given away when the run was opened. */
  get nextUserNo(): number {
    return this.writer.lease.nextUserNo;
  }

  /** Removes what a dead run (or a listing that starts again) left behind. */
  sweep(): Promise<void> {
    return sweep(this.writer);
  }

  /** The head in pages. */
  head(): AsyncGenerator<readonly HeadRow[]> {
    return readHead(this.database, this.writer.lease.tenantNo);
  }

  /** Writes new, changed, unknown and gone people; `nextUserNo` is the first number still free afterwards. */
  writeUsers(batch: readonly UserWrite[], nextUserNo: number): Promise<void> {
    return writeUsers(this.writer, this.dictionary, batch, nextUserNo);
  }

  /** Writes what is kept of the tenant as a whole. */
  writeTotals(totals: Totals): Promise<void> {
    return writeTotals(this.writer, this.dictionary, totals);
  }

  /** The newest sealed day of the tenant; null: none yet. */
  async lastSealed(): Promise<LastSealed | null> {
    const [row] = await this.database.read((session) =>
      session.rows<{ revision: number; user_count: number; sku_count: number; assignment_count: number }>(
        `SELECT revision, user_count, sku_count, assignment_count FROM snapshot
         WHERE tenant_no = ? AND retired_at IS NULL ORDER BY day DESC, revision DESC LIMIT 1`,
        [this.writer.lease.tenantNo],
      ),
    );
    if (row === undefined) return null;
    return { revision: row.revision, users: row.user_count, skus: row.sku_count, assignments: row.assignment_count };
  }

  /** Seals or holds the day in one fenced transaction and gives the lease back. */
  async complete(result: DayResult, stats: Stats): Promise<Sealing> {
    const sealing = await complete(this.writer, this.request, { ...result, ...stats });
    this.writer.end();
    return sealing;
  }

  /** After a fault of ours: gives the lease back if it still can, so that the next attempt need not wait for it. */
  abandon(): Promise<void> {
    return this.giveBack({ state: "ABANDONED", code: null, detail: null });
  }

  /** The worker stops: the day is as if nobody had begun it. */
  stop(): Promise<void> {
    return this.giveBack({ state: "STOPPED", code: null, detail: null });
  }

  /** Nobody's tenant is to blame: the partner itself cannot sign in, and the day stays as it was. */
  pause(reason: { readonly code: string; readonly detail: string }): Promise<void> {
    return this.giveBack({ state: "PAUSED", ...reason });
  }

  /** Ends the attempt with its reason and gives the lease back; false when the lease was lost and nothing could be written. */
  async fail(failure: RunFailure, stats: Stats): Promise<boolean> {
    const { code, detail, notBefore } = failure;
    try {
      await this.writer.transaction(async (session) => {
        await this.markEnded(session, { state: "FAILED", code, detail, stats });
        await session.run("UPDATE tenant SET lease_until = 0, not_before = ? WHERE tenant_no = ?", [
          notBefore?.getTime() ?? null,
          this.writer.lease.tenantNo,
        ]);
      });
      return true;
    } catch (cause) {
      if (cause instanceof LeaseLost) return false;
      throw cause;
    } finally {
      this.writer.end();
    }
  }

  private async giveBack(ended: Omit<Ended, "stats">): Promise<void> {
    const release = this.writer.transaction(async (session) => {
      await this.markEnded(session, { ...ended, stats: { pages: 0, retries: 0 } });
      await session.run("UPDATE tenant SET lease_until = 0 WHERE tenant_no = ?", [this.writer.lease.tenantNo]);
    });
    await release.catch(() => {}); // what brought us here is the one to report; the lease runs out by itself
    this.writer.end();
  }

  private async markEnded(session: Session, { state, code, detail, stats }: Ended): Promise<void> {
    const { dialect, lease } = this.writer;
    await session.run(
      `UPDATE import_run SET state = ?, failure_code = ?, failure_detail = ?, finished_at = ${dialect.nowMs}, pages = ?, retries = ?
       WHERE tenant_no = ? AND seq = ?`,
      [state, code, detail, stats.pages, stats.retries, lease.tenantNo, lease.seq],
    );
  }
}
