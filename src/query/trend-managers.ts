import type { Managers } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { ManagerInterval } from "../store/read/interval-reader.js";
import { groupedBy } from "./grouped-by.js";
import { placesOf, type TenantAxis } from "./trend-axes.js";

/** Who managed whom over the days of a tenant. */
export interface ManagersOverTime {
  /** The managers at a place of the axis. */
  at(place: number): Managers;
  /** The places at which somebody got another manager. */
  readonly changes: readonly number[];
}

/** Nobody is asked about managers. */
export const NO_MANAGERS: ManagersOverTime = { at: () => ({ get: () => null }), changes: [] };

/** Lays the managers' intervals on a tenant's days. */
export function managersOverTime(axis: TenantAxis, intervals: readonly ManagerInterval[]): ManagersOverTime {
  const placed = intervals.map((interval) => ({ ...interval, places: placesOf(axis, interval) }));
  const byManager = groupedBy(placed, ({ entraId }) => entraId);
  return {
    at: (place) => ({
      get: (id: Guid) =>
        byManager.get(id)?.find(({ places: [from, to] }) => from <= place && place < to)?.managerId ?? null,
    }),
    changes: [...new Set(placed.flatMap(({ places }) => places))],
  };
}
