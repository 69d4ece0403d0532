import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { LicensePosition } from "./license-answers.js";
import { toAsOf } from "./as-of.js";
import { bindingOf } from "./cursor.js";
import { toDayQuestion } from "./day-arguments.js";
import { parseGroupBy } from "./group-keys.js";
import { readLicenseCells } from "./license-cells.js";
import { rowsOf, totalOf } from "./license-rows.js";
import { readManagerNames } from "./manager-names.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { pinsOf, resolveDays, snapshotOf } from "./resolve-days.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import type { LicenseSelection } from "./selections.js";

/** What is owned and who holds it on a day: the total, and a row for each key. */
export function licenses(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Parameters<Questions["licenses"]>[1]; selection: LicenseSelection },
): Promise<LicensePosition> {
  const grouping = parseGroupBy(input.groupBy);
  const filter = input.filter ?? {};
  const peopleOnly = Boolean(filter.user);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const today = dayOf(deps.calendar.now());
    const { days, ...resolution } = await resolveDays(reads, toDayQuestion(input, { tenants, today }));
    const read = await readLicenseCells(reads, { days, filter, grouping, freeSkus: deps.freeSkus, ...selection });
    const names = await readManagerNames(reads, grouping, [{ pins: pinsOf(days), cells: read.cells }]);
    return {
      binding: bindingOf("licenses", scope, [input, snapshotOf(days).pins]),
      asOf: await toAsOf(reads, { ...resolution, days }),
      total: totalOf(read, peopleOnly),
      rows: rowsOf(read, grouping, { peopleOnly, names }),
    };
  });
}
