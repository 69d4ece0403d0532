import type { LicenseAssignment } from "../../model/license-assignment.js";
import {
  atEitherEnd,
  atEnds,
  atOneEnd,
  keyOf,
  theirs,
  withAsked,
  type Asked,
  type AskedPerson,
  type AtEnds,
} from "./asked-people.js";
import { sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";
import type { Step } from "./step.js";

/** Somebody's licenses at either end of a step. */
export interface LicenseEnds {
  readonly before: LicenseAssignment[];
  readonly after: LicenseAssignment[];
}

type EndsByPerson = Promise<Map<number, LicenseEnds>>;
type LicenseRow = AtEnds & { readonly sku_no: number; readonly plans_no: number };

/** Reads every license held at either end of a step; by `keyOf`. */
export function readLicenses(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): EndsByPerson {
  return readEnds(context, steps, { asked, where: atEitherEnd });
}

/** Reads those that are not held alike at both; by `keyOf`. */
export function readDifferingLicenses(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): EndsByPerson {
  return readEnds(context, steps, { asked, where: atOneEnd });
}

async function readEnds(
  context: ReadContext,
  steps: readonly Step[],
  { asked, where }: { asked: readonly AskedPerson[]; where: (table: Asked) => Fragment },
): EndsByPerson {
  const people = new Map<number, LicenseEnds>();
  if (asked.length === 0) return people;
  const table = withAsked(context, steps, asked);
  const rows = await select<LicenseRow>(
    context,
    sql`${table.with}SELECT ${atEnds(table)}, v.sku_no, v.plans_no FROM ${theirs(context, table, "license_version")}
      WHERE ${where(table)}`,
  );
  const licenseOf = await readLicenseOf(context, rows);
  for (const row of rows) {
    const license = licenseOf(row);
    if (license === null) continue;
    const key = keyOf(Number(row.step_no), row.user_no);
    const ends = people.get(key) ?? { before: [], after: [] };
    if (Number(row.at_before) === 1) ends.before.push(license);
    if (Number(row.at_after) === 1) ends.after.push(license);
    people.set(key, ends);
  }
  return people;
}

async function readLicenseOf(
  { catalogue, session }: ReadContext,
  rows: readonly LicenseRow[],
): Promise<(row: LicenseRow) => LicenseAssignment | null> {
  const skus = await catalogue.skusByNo(session, new Set(rows.map((row) => row.sku_no)));
  const plans = await catalogue.disabledPlans(session, new Set(rows.map((row) => row.plans_no)));
  return ({ sku_no, plans_no }) => {
    const skuId = skus.get(sku_no)?.skuId;
    return skuId === undefined ? null : { skuId, disabledPlans: plans.get(plans_no) ?? [] };
  };
}
