import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { GapPolicy } from "./inputs.js";

/** Which day, of whom, and what to do about a gap. */
export interface DayQuestion {
  readonly tenants: readonly TenantRow[];
  readonly at: SnapshotDate | null;
  readonly onGap: GapPolicy;
  readonly maxAgeDays: number;
  readonly today: SnapshotDate;
}
