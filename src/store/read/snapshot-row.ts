import type { SnapshotCheck } from "../../model/snapshot-check.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { unpackChecks } from "../checks.js";
import { raw } from "./fragment.js";

/** A sealed day of one tenant in one revision. */
export interface SnapshotRow {
  readonly tenantNo: number;
  readonly day: SnapshotDate;
  readonly revision: number;
  readonly seq: number;
  readonly sealedAt: number;
  readonly userCount: number;
  readonly skuCount: number;
  readonly contentHash: string;
  readonly checks: readonly SnapshotCheck[];
  readonly retired: boolean;
}

/** The same as stored. */
export interface RawSnapshot {
  tenant_no: number;
  day: string;
  revision: number;
  seq: number;
  sealed_at: number;
  user_count: number;
  sku_count: number;
  content_hash: Buffer;
  checks: string;
  retired_at: number | null;
}

/** Its columns, of the snapshot `s`. */
export const SNAPSHOT_COLUMNS = raw(
  "s.tenant_no, s.day, s.revision, s.seq, s.sealed_at, s.user_count, s.sku_count, s.content_hash, s.checks, s.retired_at",
);

/** The day answers with its highest revision; by tenant, then day. */
export function highestRevisions(rows: readonly SnapshotRow[]): SnapshotRow[] {
  const best = new Map<string, SnapshotRow>();
  for (const row of rows) {
    const key = `${row.tenantNo} ${row.day}`;
    if ((best.get(key)?.revision ?? -1) < row.revision) best.set(key, row);
  }
  return [...best.values()].sort((a, b) => a.tenantNo - b.tenantNo || (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** A row as everybody above sees it; `checks` are unpacked only when asked for. */
export function toSnapshot(row: RawSnapshot): SnapshotRow {
  return {
    tenantNo: row.tenant_no,
    day: row.day as SnapshotDate,
    revision: row.revision,
    seq: row.seq,
    sealedAt: row.sealed_at,
    userCount: row.user_count,
    skuCount: row.sku_count,
    contentHash: row.content_hash.toString("hex"),
    get checks() {
      return unpackChecks(row.checks);
    },
    retired: row.retired_at !== null,
  };
}
