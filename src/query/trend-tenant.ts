import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { SkuColumns } from "../store/read/column-memory.js";
import type { PlacedColumns } from "../store/read/column-reader.js";
import type { SkuChoice } from "./counted-skus.js";
import { unitsAt } from "./day-columns.js";
import type { TenantAxis } from "./trend-axes.js";
import { addAt, addUnits, NO_SKU, type SeriesFigures, type TrendFigures } from "./trend-figures.js";

/** What is known of a batch of tenants: what their SKUs are called, and which count. */
export interface TenantFacts {
  readonly sku: (skuNo: number) => CatalogueSku;
  readonly choice: SkuChoice;
}

/** A tenant's days, and what it owned and how much of it was held on them. */
interface TenantDays {
  readonly axis: TenantAxis;
  readonly columns: PlacedColumns;
}

/** Somebody's, or everybody's, licenses of a SKU over the places of a tenant's axis. */
interface Run {
  readonly skuNo: number;
  readonly values: readonly (string | null)[];
  /** What is added from each place on. */
  readonly steps: Float64Array;
}

/** Lays one tenant's intervals on its days and adds them to the figures. */
export class TrendTenant {
  private readonly runs = new Map<string, Run>();
  private readonly people = new Map<string, Run>();
  private readonly everCompany = new Map<number, boolean>();
  readonly axis: TenantAxis;
  private readonly columns: PlacedColumns;

  constructor(
    { axis, columns }: TenantDays,
    private readonly facts: TenantFacts,
    private readonly figures: TrendFigures,
  ) {
    this.axis = axis;
    this.columns = columns;
  }

  /** What the tenant owned, wherever somebody can say whose it is: also a SKU that nobody holds is a series. */
  addOwned(): void {
    const { owned, units } = this.figures;
    if (!owned) return;
    this.eachColumn("owned", (series, day, { columns, at }) => {
      const own = units ? unitsAt(columns, at) : null;
      if (own !== null) addUnits(series, day, own);
    });
  }

  /** Everybody's assignments. Within a SKU each of them is another person. */
  addHeld(bySku: boolean): void {
    this.eachColumn("assignments", ({ figures }, day, { columns, at }) => {
      const count = columns.assignments[at] ?? 0;
      addAt(figures.assignments, day, count);
      if (bySku) addAt(figures.assignedUsers, day, count);
    });
  }

  /** So many assignments from a place up to, and without, another. */
  addAssignments(run: Pick<Run, "skuNo" | "values">, [from, to]: readonly [number, number], count: number): void {
    if (from >= to || !this.facts.choice.takes(this.facts.sku(run.skuNo), false)) return;
    addSteps(this.runs, { ...run, places: this.axis.seqs.length }, [from, to, count]);
  }

  /** One person who held some of these SKUs from a place up to, and without, another. */
  addPerson(
    skuNos: readonly number[],
    values: readonly (string | null)[],
    [from, to]: readonly [number, number],
  ): void {
    const counted = skuNos.filter((skuNo) => this.facts.choice.takes(this.facts.sku(skuNo), false));
    const places = this.axis.seqs.length;
    const always = counted.some((skuNo) => !this.isEverCompany(skuNo));
    for (let place = from; place < to && counted.length > 0; place = always ? to : place + 1) {
      if (!always && !counted.some((skuNo) => this.counts(skuNo, place))) continue;
      addSteps(this.people, { skuNo: 0, values, places }, [place, always ? to : place + 1, 1]);
    }
  }

  /** Adds what was collected to the figures, day by day. */
  flush(bySku: boolean): void {
    for (const { skuNo, values, steps } of this.runs.values()) {
      const cell = { tenant: this.axis.tenant, sku: this.facts.sku(skuNo), values };
      this.walk(steps, (place, count) => {
        if (!this.counts(skuNo, place)) return;
        const { figures } = this.figures.of(cell);
        const day = this.axis.days[place] ?? 0;
        addAt(figures.assignments, day, count);
        // Within a SKU each assignment is another person.
        if (bySku) addAt(figures.assignedUsers, day, count);
      });
    }
    if (bySku) return;
    for (const { values, steps } of this.people.values()) {
      const { figures } = this.figures.of({ tenant: this.axis.tenant, sku: NO_SKU, values });
      this.walk(steps, (place, count) => addAt(figures.assignedUsers, this.axis.days[place] ?? 0, count));
    }
  }

  private walk(steps: Float64Array, take: (place: number, count: number) => void): void {
    let count = 0;
    for (let place = 0; place < this.axis.seqs.length; place += 1) {
      count += steps[place] ?? 0;
      if (count !== 0) take(place, count);
    }
  }

  private counts(skuNo: number, place: number): boolean {
    return this.facts.choice.takes(this.facts.sku(skuNo), this.isCompany(skuNo, place));
  }

  private isCompany(skuNo: number, place: number): boolean {
    const at = this.columns.places[place] ?? 0;
    return this.columns.skus.get(skuNo)?.company[at] === 1;
  }

  private isEverCompany(skuNo: number): boolean {
    const known = this.everCompany.get(skuNo);
    if (known !== undefined) return known;
    const ever = this.columns.places.some((_, place) => this.isCompany(skuNo, place));
    this.everCompany.set(skuNo, ever);
    return ever;
  }

  /** Each day on which a SKU counts and a column of it says something. */
  private eachColumn(
    name: "owned" | "assignments",
    take: (series: SeriesFigures, day: number, value: { columns: SkuColumns; at: number }) => void,
  ): void {
    const { places, skus } = this.columns;
    const { sku: skuByNo, choice } = this.facts;
    for (const [skuNo, columns] of skus) {
      const sku = skuByNo(skuNo);
      const [taken, takenAsCompany] = [choice.takes(sku, false), choice.takes(sku, true)];
      let series: SeriesFigures | null = null;
      for (let place = 0; place < places.length; place += 1) {
        const at = places[place] ?? 0;
        if (columns[name][at] === 0 || !(columns.company[at] === 1 ? takenAsCompany : taken)) continue;
        series ??= this.figures.of({ tenant: this.axis.tenant, sku, values: [] });
        take(series, this.axis.days[place] ?? 0, { columns, at });
      }
    }
  }
}

function addSteps(
  runs: Map<string, Run>,
  { skuNo, values, places }: Pick<Run, "skuNo" | "values"> & { places: number },
  [from, to, count]: readonly [number, number, number],
): void {
  const key = JSON.stringify([skuNo, ...values]);
  let run = runs.get(key);
  if (run === undefined) runs.set(key, (run = { skuNo, values, steps: new Float64Array(places + 1) }));
  addAt(run.steps, from, count);
  addAt(run.steps, to, -count);
}
