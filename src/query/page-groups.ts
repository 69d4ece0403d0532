import type { KeyValue } from "../store/read/keyset.js";
import type { ResolvedDay } from "./resolve-days.js";

/** What a page in the order (tenant, person) wants. `rows`: how many when every person counts, null under a filter. */
export interface WantedRows {
  readonly keys: readonly KeyValue[] | null;
  readonly backward: boolean;
  readonly rows: number | null;
}

/**
 * The days such a page can touch, in groups to be read one after the other: the tenant it goes on in, small tenants that
 * are read whole, and the one that fills the page. So no group sorts more than it returns.
 */
export function pageGroups(days: readonly ResolvedDay[], wanted: WantedRows): ResolvedDay[][] {
  const { keys, backward, rows } = wanted;
  const ordered = backward ? days.toReversed() : [...days];
  if (keys === null) return restGroups(ordered, rows);
  const startedIn = Number(keys[0]);
  const sign = backward ? -1 : 1;
  const begun = ordered.filter(({ tenant }) => tenant.tenantNo === startedIn);
  const ahead = ordered.filter(({ tenant }) => sign * (tenant.tenantNo - startedIn) > 0);
  return [begun, ...restGroups(ahead, rows)].filter((group) => group.length > 0);
}

function restGroups(days: readonly ResolvedDay[], rows: number | null): ResolvedDay[][] {
  if (rows === null) return days.length === 0 ? [] : [[...days]];
  const whole: ResolvedDay[] = [];
  let people = 0;
  for (const day of days) {
    people += day.snapshot.userCount;
    if (people >= rows) return whole.length === 0 ? [[day]] : [whole, [day]];
    whole.push(day);
  }
  return whole.length === 0 ? [] : [whole];
}
