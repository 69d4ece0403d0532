import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { Reads } from "../store/read/read-store.js";
import type { SkuUnits } from "../store/read/sku-reader.js";
import type { Managers } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { LicenseFilter, UserFilter } from "./inputs.js";
import { chooseSkus } from "./counted-skus.js";
import type { Grouping } from "./group-keys.js";
import { readManagers } from "./management.js";
import { pinsOf, type ResolvedDay } from "./resolve-days.js";

/** One of the two days compared, as far as it decides what counts and where. */
export interface ComparedSide {
  /** Does a SKU of a tenant count that day? */
  readonly counts: (tenantNo: number, sku: CatalogueSku) => boolean;
  /** What a tenant owned that day, by SKU number. */
  readonly units: (tenantNo: number) => ReadonlyMap<number, SkuUnits>;
  readonly managers: (tenantNo: number) => ReadonlyMap<Guid, Guid | null>;
}

/** What is compared, on whose days. */
export interface ComparedQuestion {
  readonly filter: LicenseFilter;
  readonly grouping: Grouping;
  readonly freeSkus: ReadonlySet<string>;
  /** How many people who changed the causes may be looked for among. */
  readonly mostPeople: number;
}

/** Reads one side; managers only where somebody further up decides. */
export async function readSide(
  reads: Reads,
  days: readonly ResolvedDay[],
  { filter, grouping, freeSkus }: ComparedQuestion,
): Promise<ComparedSide> {
  const choice = await chooseSkus(reads, filter, freeSkus);
  const pins = pinsOf(days);
  const rows = await reads.skus.units(pins);
  const plans = await reads.servicePlans(rows.map((row) => row.servicePlansNo));
  const byTenant = new Map<number, Map<number, SkuUnits>>(pins.map(({ tenantNo }) => [tenantNo, new Map()]));
  for (const row of rows) byTenant.get(row.tenantNo)?.set(row.skuNo, row);
  const nothing: ReadonlyMap<number, SkuUnits> = new Map();
  const units = (tenantNo: number) => byTenant.get(tenantNo) ?? nothing;
  return {
    units,
    counts: (tenantNo, sku) => {
      const own = units(tenantNo).get(sku.skuNo);
      return choice.takes(sku, own !== undefined && plans.get(own.servicePlansNo)?.assignable === false);
    },
    managers: looksUp(filter, grouping) ? await readManagers(reads, pins) : () => NOBODY,
  };
}

/** No managers at all. */
export const NOBODY: Managers & ReadonlyMap<Guid, Guid | null> = new Map<Guid, Guid | null>();

/** Does somebody above the direct manager decide where a license counts? */
export function looksUp({ user }: LicenseFilter, { people }: Grouping): boolean {
  return people.some((key) => key.by === "MANAGER" && key.depth > 1) || (Boolean(user) && asksUp(user));
}

function asksUp(filter: UserFilter | null | undefined): boolean {
  if (!filter) return false;
  const inner = [...(filter.and ?? []), ...(filter.or ?? []), filter.not];
  return Boolean(filter.manager) || inner.some(asksUp);
}
