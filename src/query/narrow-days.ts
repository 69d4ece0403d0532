import type { KeyValue } from "../store/read/keyset.js";
import type { ResolvedDay } from "./resolve-days.js";

/** The days a page in the order (tenant, person) can touch. `rows`: how many are wanted when every person counts, else null. */
export function narrowDays(
  days: readonly ResolvedDay[],
  page: { keys: readonly KeyValue[] | null; backward: boolean; rows: number | null },
): ResolvedDay[] {
  const ordered = page.backward ? days.toReversed() : [...days];
  const from = page.keys === null ? null : Number(page.keys[0]);
  const sign = page.backward ? -1 : 1;
  const ahead = ordered.filter(({ tenant }) => from === null || sign * (tenant.tenantNo - from) >= 0);
  return page.rows === null ? ahead : enough(ahead, page.rows, from);
}

/** As many days as surely hold the rows; of the tenant the page starts in, none may be left. */
function enough(days: readonly ResolvedDay[], rows: number, startedIn: number | null): ResolvedDay[] {
  const taken: ResolvedDay[] = [];
  let people = 0;
  for (const day of days) {
    if (people >= rows) break;
    taken.push(day);
    if (day.tenant.tenantNo !== startedIn) people += day.snapshot.userCount;
  }
  return taken;
}
