import type { SkuColumns } from "../store/read/column-memory.js";
import type { Reads } from "../store/read/read-store.js";
import type { UnitCounts } from "./measures.js";
import type { ResolvedDay } from "./resolve-days.js";

/** A SKU that a tenant owned, that was held there, or both, on its day. */
export interface OwnedSku {
  readonly tenantNo: number;
  readonly skuNo: number;
  /** Null where it was not subscribed. */
  readonly units: UnitCounts | null;
  /** Subscribed, but not for people. */
  readonly company: boolean;
  readonly assignments: number;
}

/** What the tenants owned, and how much of it was held. */
export async function readOwnedSkus(reads: Reads, days: readonly ResolvedDay[]): Promise<OwnedSku[]> {
  const asked = days.map(({ tenant: { tenantNo, contentEpoch }, snapshot: { seq, sealedAt } }) => {
    return { tenantNo, contentEpoch, sealed: [{ seq, sealedAt }] };
  });
  const found: OwnedSku[] = [];
  for (const [tenantNo, { places, skus }] of await reads.columns.of(asked)) {
    const at = places[0] ?? 0;
    for (const [skuNo, columns] of skus) {
      const assignments = columns.assignments[at] ?? 0;
      const units = unitsAt(columns, at);
      if (units === null && assignments === 0) continue;
      found.push({ tenantNo, skuNo, units, company: columns.company[at] === 1, assignments });
    }
  }
  return found;
}

/** What Microsoft counted at a place; null where the SKU was not subscribed. */
export function unitsAt(columns: SkuColumns, at: number): UnitCounts | null {
  if (columns.owned[at] !== 1) return null;
  return {
    enabled: columns.enabled[at] ?? 0,
    warning: columns.warning[at] ?? 0,
    suspended: columns.suspended[at] ?? 0,
    lockedOut: columns.lockedOut[at] ?? 0,
    consumed: columns.consumed[at] ?? 0,
  };
}
