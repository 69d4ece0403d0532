import { invalidInput } from "../errors.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { Reads } from "../store/read/read-store.js";
import type { LicenseFilter, SkuListFilter } from "./inputs.js";

const MOST_SKU_IDS = 1_000;

/** Which SKUs of a tenant count, by what the tenant calls them that day. */
export interface SkuChoice {
  /** Free SKUs and those of the company as a whole count when asked for, in general or by id. */
  readonly takes: (sku: CatalogueSku, company: boolean) => boolean;
  /** The numbers of the SKUs named, when only some are in question. */
  readonly only: readonly number[] | null;
  /** Of these SKUs, those that count for nobody, whether or not they are the company's. */
  readonly without: (skus: Iterable<CatalogueSku>) => number[];
  readonly withoutCompany: boolean;
}

/** Reads which SKUs a filter speaks of; INVALID_INPUT for one that names too many. */
export async function chooseSkus(
  reads: Reads,
  filter: LicenseFilter,
  freeSkus: ReadonlySet<string>,
): Promise<SkuChoice> {
  const { skuIds, excludeSkuIds, includeFree, includeCompanySkus } = filter;
  assertSkuIds(filter);
  const known = skuIds ? await reads.skusById(skuIds) : null;
  const wanted = skuIds ? new Set(skuIds) : null;
  const excluded = new Set(excludeSkuIds ?? []);
  const isFree = (sku: CatalogueSku) => sku.partNumber !== null && freeSkus.has(sku.partNumber);
  const counts = (sku: CatalogueSku) => {
    if (excluded.has(sku.skuId)) return false;
    return wanted === null ? includeFree === true || !isFree(sku) : wanted.has(sku.skuId);
  };
  const withoutCompany = wanted === null && includeCompanySkus !== true;
  return {
    takes: (sku, company) => counts(sku) && !(withoutCompany && company),
    only: wanted && known ? [...wanted].flatMap((skuId) => known.get(skuId)?.skuNo ?? []) : null,
    without: (skus) => [...skus].filter((sku) => !counts(sku)).map((sku) => sku.skuNo),
    withoutCompany,
  };
}

/** INVALID_INPUT for a filter that names too many SKUs. */
export function assertSkuIds(filter: SkuListFilter): void {
  for (const name of ["skuIds", "excludeSkuIds"] as const) {
    const count = filter[name]?.length ?? 0;
    if (count > MOST_SKU_IDS) throw invalidInput(`filter.${name}`, `must be at most ${MOST_SKU_IDS}`, count);
  }
}
