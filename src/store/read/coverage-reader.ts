import type { FailureCode } from "../../model/failure.js";
import type { SnapshotCheck } from "../../model/snapshot-check.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { unpackChecks } from "../checks.js";
import { oneOf, sql } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** PAUSED: the partner could not sign in. STOPPED: the worker ended. Neither says anything of the day. */
export type RunState =
  "RUNNING" | "SEALED" | "UNCHANGED" | "HELD" | "ACCEPTED" | "REJECTED" | "FAILED" | "ABANDONED" | "PAUSED" | "STOPPED";

/** One attempt to import a day. */
export interface RunRow {
  readonly tenantNo: number;
  readonly seq: number;
  readonly day: SnapshotDate;
  readonly state: RunState;
  readonly failureCode: FailureCode | null;
}

/** A complete day that waits for an operator. */
export interface HeldRow {
  readonly tenantNo: number;
  readonly day: SnapshotDate;
  /** Those that it did not pass. */
  readonly checks: readonly SnapshotCheck[];
}

/** Reads what happened on days that are not sealed. */
export function coverageReader(context: ReadContext) {
  return {
    /** Attempts in the order they began. */
    runs: (tenantNos: readonly number[], from: SnapshotDate, to: SnapshotDate): Promise<RunRow[]> =>
      inChunks(tenantNos, async (chunk) => {
        const rows = await select<RawRun>(
          context,
          sql`SELECT tenant_no, seq, day, state, failure_code FROM import_run
            WHERE ${oneOf("tenant_no", chunk)} AND day >= ${from} AND day <= ${to} ORDER BY tenant_no, seq`,
        );
        return rows.map(toRun);
      }),
    held: (tenantNos: readonly number[], from: SnapshotDate, to: SnapshotDate): Promise<HeldRow[]> =>
      inChunks(tenantNos, async (chunk) => {
        const rows = await select<{ tenant_no: number; day: string; checks: string }>(
          context,
          sql`SELECT tenant_no, day, checks FROM held_day
            WHERE ${oneOf("tenant_no", chunk)} AND day >= ${from} AND day <= ${to}`,
        );
        return rows.map(({ tenant_no: tenantNo, day, checks }) => ({
          tenantNo,
          day: day as SnapshotDate,
          checks: unpackChecks(checks).filter(({ ok }) => !ok),
        }));
      }),
  };
}

export type CoverageReader = ReturnType<typeof coverageReader>;

interface RawRun {
  tenant_no: number;
  seq: number;
  day: string;
  state: string;
  failure_code: string | null;
}

function toRun(row: RawRun): RunRow {
  return {
    tenantNo: row.tenant_no,
    seq: row.seq,
    day: row.day as SnapshotDate,
    state: row.state as RunState,
    failureCode: row.failure_code as FailureCode | null,
  };
}
