import type { Guid } from "../model/guid.js";
import { CHECK_MESSAGES, type SnapshotCheck } from "../model/snapshot-check.js";
import type { SubscribedSku } from "../model/subscribed-sku.js";

/** The counts of a day, as compared with the tenant's last sealed day. */
export interface DayCounts {
  readonly users: number;
  readonly skus: number;
  readonly assignments: number;
}

const USERS_FROM = 20;
const SKUS_FROM = 6;
const ASSIGNMENTS_FROM = 20;

function check(code: SnapshotCheck["code"], ok: boolean, counts: [number, number]): SnapshotCheck {
  return { code, ok, message: CHECK_MESSAGES[code], expected: counts[0], actual: counts[1], skuId: null };
}

/** Would a person believe this day after the last one? A check that is not ok holds the day. */
export function plausibilityChecks(last: DayCounts | null, today: DayCounts): SnapshotCheck[] {
  if (last === null) return [];
  const halved = (before: number, after: number, from: number) => before >= from && after * 2 <= before;
  const gone = last.assignments >= ASSIGNMENTS_FROM && today.assignments === 0;
  return [
    check("USERS_HALVED", !halved(last.users, today.users, USERS_FROM), [last.users, today.users]),
    check("SKUS_HALVED", !halved(last.skus, today.skus, SKUS_FROM), [last.skus, today.skus]),
    check("ALL_LICENSES_GONE", !gone, [last.assignments, today.assignments]),
  ];
}

/** consumedUnits beside the licenses counted from people: they differ in real tenants, which never holds a day. */
export function consumedUnitChecks(skus: readonly SubscribedSku[], perSku: ReadonlyMap<Guid, number>): SnapshotCheck[] {
  return skus
    .map((sku) => ({ sku, counted: perSku.get(sku.skuId) ?? 0 }))
    .filter(({ sku, counted }) => sku.consumedUnits !== counted)
    .map(({ sku, counted }) => ({
      code: "CONSUMED_UNITS_DIFFER",
      ok: true,
      message: CHECK_MESSAGES.CONSUMED_UNITS_DIFFER,
      expected: sku.consumedUnits,
      actual: counted,
      skuId: sku.skuId,
    }));
}
