import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { LicensePosition } from "./answers.js";
import { toAsOf } from "./as-of.js";
import { toDayQuestion } from "./day-arguments.js";
import { readLicensePairs } from "./license-pairs.js";
import { parseGroupBy, rowsOf, totalOf } from "./license-rows.js";
import type { QueryDeps } from "./query-deps.js";
import type { LicenseSelection, Questions } from "./questions.js";
import { resolveDays } from "./resolve-days.js";
import { tenantsInQuestion } from "./tenant-scope.js";

/** What is owned and who holds it on a day: the total, and a row for each key. */
export function licenses(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Parameters<Questions["licenses"]>[1]; selection: LicenseSelection },
): Promise<LicensePosition> {
  const groupBy = parseGroupBy(input.groupBy);
  const filter = input.filter ?? {};
  const peopleOnly = Boolean(filter.user);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const today = dayOf(deps.calendar.now());
    const resolution = await resolveDays(reads, toDayQuestion(input, { tenants, today }));
    const { freeSkus } = deps;
    const read = await readLicensePairs(reads, { days: resolution.days, filter, freeSkus, ...selection });
    return {
      asOf: await toAsOf(reads, resolution),
      total: totalOf(read, peopleOnly),
      rows: rowsOf(read, groupBy, peopleOnly),
    };
  });
}
