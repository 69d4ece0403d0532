import type { DayAttempt } from "../../model/schedule.js";
import type { FailureCode } from "../../model/failure.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { oneOf, raw, sql } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** Where a tenant's imports stand; instants in milliseconds by the database's clock. */
export interface HealthRow {
  readonly tenantNo: number;
  readonly now: number;
  readonly notBefore: number | null;
  readonly leaseUntil: number;
  readonly lastSealedAt: number | null;
}

/** One attempt of the latest ones. */
export interface AttemptRow extends DayAttempt {
  readonly tenantNo: number;
  readonly day: SnapshotDate;
  readonly failureDetail: string | null;
}

/** How many sequences back attempts are looked at: a question about health must not grow with the years. */
const WINDOW = 200;

/** Reads how the imports of tenants have been going. */
export function healthReader(context: ReadContext) {
  return {
    of: (tenantNos: readonly number[]): Promise<HealthRow[]> =>
      inChunks(tenantNos, async (chunk) => {
        const rows = await select<RawHealth>(
          context,
          sql`SELECT t.tenant_no, t.not_before, t.lease_until, ${raw(context.dialect.nowMs)} AS now,
            (SELECT s.sealed_at FROM snapshot s WHERE s.tenant_no = t.tenant_no AND s.retired_at IS NULL
              ORDER BY s.day DESC, s.revision DESC LIMIT 1) AS last_sealed_at
            FROM tenant t WHERE ${oneOf("t.tenant_no", chunk)}`,
        );
        return rows.map(toHealth);
      }),
    /** The latest attempts in the order they began. */
    attempts: (tenantNos: readonly number[]): Promise<AttemptRow[]> =>
      inChunks(tenantNos, async (chunk) => {
        const rows = await select<RawAttempt>(
          context,
          sql`SELECT r.tenant_no, r.day, r.state, r.failure_code, r.failure_detail, r.started_at, r.finished_at
            FROM tenant t JOIN import_run r ON r.tenant_no = t.tenant_no AND r.seq >= t.next_seq - ${WINDOW}
            WHERE ${oneOf("t.tenant_no", chunk)} ORDER BY r.tenant_no, r.seq`,
        );
        return rows.map(toAttempt);
      }),
    /** Those of which the day is sealed (retired since or not) or held. */
    async complete(tenantNos: readonly number[], day: SnapshotDate): Promise<ReadonlySet<number>> {
      const rows = await inChunks(tenantNos, (chunk) =>
        select<{ tenant_no: number }>(
          context,
          sql`SELECT tenant_no FROM snapshot WHERE ${oneOf("tenant_no", chunk)} AND day = ${day}
            UNION SELECT tenant_no FROM held_day WHERE ${oneOf("tenant_no", chunk)} AND day = ${day}`,
        ),
      );
      return new Set(rows.map((row) => row.tenant_no));
    },
    /** While the partner is paused: when somebody looks whether it is repaired. */
    async nextProbeAt(): Promise<number | null> {
      const [row] = await select<{ at: number | null }>(
        context,
        sql`SELECT MIN(next_probe_at) AS at FROM partner_pause`,
      );
      return row?.at ?? null;
    },
  };
}

export type HealthReader = ReturnType<typeof healthReader>;

interface RawHealth {
  tenant_no: number;
  not_before: number | null;
  lease_until: number;
  now: number;
  last_sealed_at: number | null;
}

interface RawAttempt {
  tenant_no: number;
  day: string;
  state: string;
  failure_code: string | null;
  failure_detail: string | null;
  started_at: number;
  finished_at: number | null;
}

function toHealth(row: RawHealth): HealthRow {
  const { tenant_no: tenantNo, not_before: notBefore, lease_until: leaseUntil, last_sealed_at: lastSealedAt } = row;
  return { tenantNo, now: Number(row.now), notBefore, leaseUntil, lastSealedAt };
}

function toAttempt(row: RawAttempt): AttemptRow {
  return {
    tenantNo: row.tenant_no,
    day: row.day as SnapshotDate,
    state: row.state,
    failureCode: row.failure_code as FailureCode | null,
    failureDetail: row.failure_detail,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
