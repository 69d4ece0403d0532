import { invalidInput } from "../errors.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { Measures } from "./answers.js";
import type { Grouping } from "./group-keys.js";
import { valuesOf, type Keyed } from "./license-rows.js";
import { UNIT_NAMES, unitsOf, type UnitCounts } from "./measures.js";

/** Series times days that are kept in memory at once. */
const MOST_FIGURES = 2_000_000;

/** Stands for no SKU where no key speaks of one. */
export const NO_SKU: CatalogueSku = {
  skuNo: 0,
  skuId: "" as CatalogueSku["skuId"],
  partNumber: null,
  productName: null,
};

/** The names of all figures. */
export const MEASURE_NAMES: readonly (keyof Measures)[] = [...UNIT_NAMES, "assignments", "assignedUsers"];

/** The figures of one series, day by day. */
export interface SeriesFigures {
  readonly cell: Keyed;
  readonly figures: Readonly<Partial<Record<keyof Measures, Float64Array>>>;
}

/** Adds up figures by series and day. */
export class TrendFigures {
  private readonly bySeries = new Map<string, SeriesFigures>();

  constructor(
    private readonly grouping: Grouping,
    private readonly days: number,
    /** `owned`: somebody can say whose the units are; `units`: and somebody asked for them. */
    private readonly kind: { readonly owned: boolean; readonly units: boolean },
  ) {}

  get owned(): boolean {
    return this.kind.owned;
  }

  get units(): boolean {
    return this.kind.owned && this.kind.units;
  }

  /** The series of a cell. */
  of(cell: Keyed): SeriesFigures {
    const key = JSON.stringify(valuesOf(this.grouping, cell));
    const known = this.bySeries.get(key);
    if (known !== undefined) return known;
    const series = { cell, figures: this.empty() };
    this.bySeries.set(key, series);
    if (this.bySeries.size * this.days > MOST_FIGURES) {
      throw invalidInput("groupBy", `gives more than ${MOST_FIGURES} series times days; take fewer keys or days`);
    }
    return series;
  }

  /** The one series of a trend that nothing groups: there also where nobody holds anything. */
  ofEverything(tenant: TenantRow): SeriesFigures {
    return this.of({ tenant, sku: NO_SKU, values: [] });
  }

  all(): SeriesFigures[] {
    return [...this.bySeries.values()];
  }

  /** Several series as one. */
  sum(series: readonly SeriesFigures[], cell: Keyed): SeriesFigures {
    const figures = this.empty();
    for (const name of this.names()) {
      for (const one of series) one.figures[name]?.forEach((value, day) => addAt(figures[name], day, value));
    }
    return { cell, figures };
  }

  private names(): (keyof Measures)[] {
    return this.units ? [...MEASURE_NAMES] : ["assignments", "assignedUsers"];
  }

  private empty(): Partial<Record<keyof Measures, Float64Array>> {
    return Object.fromEntries(this.names().map((name) => [name, new Float64Array(this.days)]));
  }
}

/** Adds to a figure of a day. */
export function addAt(figures: Float64Array | undefined, day: number, value: number): void {
  if (figures !== undefined) figures[day] = (figures[day] ?? 0) + value;
}

/** Adds what a tenant owns of a SKU to a day. */
export function addUnits({ figures }: SeriesFigures, day: number, units: UnitCounts): void {
  const own = unitsOf(units);
  for (const name of UNIT_NAMES) addAt(figures[name], day, own[name]);
}
