import type { FailureCode } from "../../model/failure.js";
import { RETRY_POLICY, type RetryPolicy } from "../../model/retry-policy.js";
import { type DayAttempt, type DayStanding, standingOf } from "../../model/schedule.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import type { Database, Session } from "../database.js";
import { list } from "../dialect.js";

/** Where a tenant's day stands. `nextAttemptAt` is a real instant; null: not again by itself. */
export interface Schedule {
  readonly tenantId: TenantId;
  readonly state: DayStanding["state"];
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  /** How long the lease still lives, in milliseconds; 0: nobody holds the tenant. */
  readonly leasedForMs: number;
  /** At most: how many the tenant has ever had. */
  readonly people: number;
}

interface TenantRow {
  readonly tenant_no: number;
  readonly entra_tenant_id: TenantId;
  readonly not_before: number | null;
  readonly lease_until: number;
  readonly next_user_no: number;
  readonly now: number;
}

interface RunRow {
  readonly tenant_no: number;
  readonly state: string;
  readonly failure_code: FailureCode | null;
  readonly started_at: number;
  readonly finished_at: number | null;
}

const CHUNK = 1_000;

/** What is due, out of what is there: no table of its own, so a lost job store, a crash and a missed night change nothing. */
export class ScheduleStore {
  constructor(
    private readonly database: Database,
    private readonly policy: RetryPolicy = RETRY_POLICY,
  ) {}

  /** Every tenant of which `day` is expected, and where it stands. */
  async of(day: SnapshotDate): Promise<Schedule[]> {
    const tenants = await this.expected(day, "", []);
    const schedules: Schedule[] = [];
    for (let start = 0; start < tenants.length; start += CHUNK) {
      schedules.push(...(await this.judge(tenants.slice(start, start + CHUNK), day)));
    }
    return schedules;
  }

  /** One tenant's day; null: not expected. */
  async ofTenant(tenantId: TenantId, day: SnapshotDate): Promise<Schedule | null> {
    const tenants = await this.expected(day, "AND entra_tenant_id = ?", [tenantId]);
    return (await this.judge(tenants, day))[0] ?? null;
  }

  private expected(day: SnapshotDate, condition: string, parameters: readonly unknown[]): Promise<TenantRow[]> {
    return this.database.read((session) =>
      session.rows<TenantRow>(
        `SELECT tenant_no, entra_tenant_id, not_before, lease_until, next_user_no, ${this.database.dialect.nowMs} AS now FROM tenant
         WHERE state = 'ACTIVE' AND expected_from <= ? AND (expected_to IS NULL OR expected_to >= ?) ${condition}
         ORDER BY tenant_no`,
        [day, day, ...parameters],
      ),
    );
  }

  private async judge(tenants: readonly TenantRow[], day: SnapshotDate): Promise<Schedule[]> {
    if (tenants.length === 0) return [];
    const numbers = tenants.map((tenant) => tenant.tenant_no);
    const { done, runs } = await this.database.read(async (session) => ({
      done: await completeDays(session, numbers, day),
      runs: await runsOf(session, numbers, day),
    }));
    return tenants.map((tenant) => {
      const attempts = (runs.get(tenant.tenant_no) ?? []).map(toAttempt);
      const standing = standingOf(
        { ...toSchedule(tenant), complete: done.has(tenant.tenant_no), attempts },
        this.policy,
      );
      const at = standing.nextAttemptAt;
      const { entra_tenant_id: tenantId, next_user_no: nextUserNo, lease_until: leaseUntil, now } = tenant;
      const more = { people: nextUserNo - 1, leasedForMs: Math.max(0, leaseUntil - now) };
      return { ...standing, ...more, tenantId, nextAttemptAt: at === null ? null : new Date(at) };
    });
  }
}

function toSchedule({ tenant_no, now, not_before, lease_until }: TenantRow) {
  return { tenantNo: tenant_no, now, notBefore: not_before, leaseUntil: lease_until };
}

function toAttempt({ state, failure_code, started_at, finished_at }: RunRow): DayAttempt {
  return { state, failureCode: failure_code, startedAt: started_at, finishedAt: finished_at };
}

/** Sealed (retired since or not) or held: nothing is to be read any more. */
async function completeDays(session: Session, numbers: readonly number[], day: SnapshotDate): Promise<Set<number>> {
  const tenants = list(numbers.length);
  const rows = await session.rows<{ tenant_no: number }>(
    `SELECT tenant_no FROM snapshot WHERE tenant_no IN ${tenants} AND day = ?
     UNION SELECT tenant_no FROM held_day WHERE tenant_no IN ${tenants} AND day = ?`,
    [...numbers, day, ...numbers, day],
  );
  return new Set(rows.map((row) => row.tenant_no));
}

async function runsOf(session: Session, numbers: readonly number[], day: SnapshotDate): Promise<Map<number, RunRow[]>> {
  const rows = await session.rows<RunRow>(
    `SELECT tenant_no, state, failure_code, started_at, finished_at FROM import_run
     WHERE tenant_no IN ${list(numbers.length)} AND day = ? ORDER BY tenant_no, seq`,
    [...numbers, day],
  );
  const runs = new Map<number, RunRow[]>();
  for (const row of rows) runs.set(row.tenant_no, [...(runs.get(row.tenant_no) ?? []), row]);
  return runs;
}
