import { randomBytes } from "node:crypto";
import { clockDifference } from "../../model/clock-difference.js";
import type { FailureCode } from "../../model/failure.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { AppError } from "../../errors.js";
import type { Database, Session } from "../database.js";
import { Dictionary } from "./dictionary.js";
import { FencedWriter } from "./fenced-writer.js";
import { takeLease } from "./lease.js";
import { retriedTransaction } from "./retried-transaction.js";
import { TenantNumbers } from "./tenant-numbers.js";
import { type SealedDay, TenantRun } from "./tenant-run.js";

/** What the worker knows of itself: its name in the lease, how long a lease lasts, and its own clock. */
export interface WriterSettings {
  readonly owner: string;
  readonly leaseMs: number;
  readonly time: () => number;
  /** The calendar is set by CLOCK, so the worker's clock is not compared with the database's. */
  readonly calendarIsSet: boolean;
}

export interface OpenRequest {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
  /** Why a day already done is read once more; null: leave it alone. */
  readonly again: string | null;
}

export type Opened =
  | { readonly kind: "opened"; readonly run: TenantRun }
  | { readonly kind: "already-sealed"; readonly sealed: SealedDay }
  | { readonly kind: "already-held" }
  | { readonly kind: "busy" }
  | { readonly kind: "not-yet"; readonly until: Date }
  | { readonly kind: "refused"; readonly reason: FailureCode; readonly detail: string };

/** Thrown inside the opening transaction so that it rolls back; carries the answer. */
class NotOpened extends Error {
  constructor(readonly answer: Opened) {
    super(answer.kind);
  }
}

/** Opens runs: one tenant, one day, one lease. */
export class SnapshotWriter {
  private readonly dictionary: Dictionary;
  private readonly numbers: TenantNumbers;

  constructor(
    private readonly database: Database,
    private readonly settings: WriterSettings,
  ) {
    this.dictionary = new Dictionary(database);
    this.numbers = new TenantNumbers(database);
  }

  /** Takes the tenant's lease and a new sequence, unless the day is done, the tenant is busy, or it must not be asked yet. */
  async open(request: OpenRequest): Promise<Opened> {
    const tenantNo = await this.tenantNo(request.tenantId);
    const token = randomBytes(16);
    try {
      const work = (session: Session) => this.lease(session, { tenantNo, token }, request);
      const lease = await retriedTransaction(this.database, work, { repeatable: true });
      const run = new TenantRun(this.database, this.dictionary, new FencedWriter(this.database, lease), request);
      return { kind: "opened", run };
    } catch (cause) {
      if (cause instanceof NotOpened) return cause.answer;
      throw cause;
    }
  }

  private async tenantNo(tenantId: TenantId): Promise<number> {
    const tenantNo = await this.numbers.of(tenantId);
    if (tenantNo === null)
      throw new AppError("TENANT_NOT_FOUND", "no such tenant; run `tenants sync` first", { tenantId });
    return tenantNo;
  }

  private async lease(session: Session, taking: { tenantNo: number; token: Buffer }, request: OpenRequest) {
    const { dialect } = this.database;
    const { tenantNo } = taking;
    const lease = await takeLease(session, dialect, {
      ...taking,
      owner: this.settings.owner,
      milliseconds: this.settings.leaseMs,
    });
    if (lease === null) throw new NotOpened({ kind: "busy" });
    const now = await this.checkClock(session, tenantNo);
    await refuseWhatIsDone(session, tenantNo, request);
    await closeDeadRuns(session, tenantNo, now);
    await session.run(
      `INSERT INTO import_run (tenant_no, seq, day, fence, state, reason, started_at, pages, users, retries)
       VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, 0, 0, 0)`,
      [tenantNo, lease.seq, request.day, lease.fence, request.again, now],
    );
    return lease;
  }

  private async checkClock(session: Session, tenantNo: number): Promise<number> {
    const [row] = await session.rows<{ now: number; not_before: number | null }>(
      `SELECT ${this.database.dialect.nowMs} AS now, not_before FROM tenant WHERE tenant_no = ?`,
      [tenantNo],
    );
    const now = Number(row?.now);
    const fault = this.settings.calendarIsSet ? null : clockDifference(this.settings.time(), now);
    if (fault !== null) throw fault;
    if (row?.not_before && row.not_before > now)
      throw new NotOpened({ kind: "not-yet", until: new Date(row.not_before) });
    return now;
  }
}

/** A run that is still RUNNING although the lease was free has died. Found first, so that no gap is locked for nothing. */
async function closeDeadRuns(session: Session, tenantNo: number, now: number): Promise<void> {
  const dead = await session.rows<{ seq: number }>(
    "SELECT seq FROM import_run WHERE tenant_no = ? AND state = 'RUNNING'",
    [tenantNo],
  );
  for (const { seq } of dead) {
    await session.run(
      "UPDATE import_run SET state = 'FAILED', failure_code = 'LEASE_LOST', finished_at = ? WHERE tenant_no = ? AND seq = ?",
      [now, tenantNo, seq],
    );
  }
}

async function refuseWhatIsDone(session: Session, tenantNo: number, { day, again }: OpenRequest): Promise<void> {
  const [newest] = await session.rows<{ day: SnapshotDate | null }>(
    `SELECT MAX(day) AS day FROM (SELECT day FROM snapshot WHERE tenant_no = ?
       UNION ALL SELECT day FROM held_day WHERE tenant_no = ?) complete`,
    [tenantNo, tenantNo],
  );
  if (newest?.day && newest.day > day) {
    throw new NotOpened({ kind: "refused", reason: "DAY_OVER", detail: `${newest.day} is complete already` });
  }
  if (again !== null) return;
  const [sealed] = await session.rows<{ revision: number; user_count: number; sku_count: number }>(
    "SELECT revision, user_count, sku_count FROM snapshot WHERE tenant_no = ? AND day = ? ORDER BY revision DESC LIMIT 1",
    [tenantNo, day],
  );
  if (sealed !== undefined) {
    const { revision, user_count: users, sku_count: skus } = sealed;
    throw new NotOpened({ kind: "already-sealed", sealed: { revision, users, skus } });
  }
  const [done] = await session.rows(
    `SELECT seq FROM held_day WHERE tenant_no = ? AND day = ?
     UNION ALL SELECT seq FROM import_run WHERE tenant_no = ? AND day = ? AND state = 'REJECTED' LIMIT 1`,
    [tenantNo, day, tenantNo, day],
  );
  if (done !== undefined) throw new NotOpened({ kind: "already-held" });
}
