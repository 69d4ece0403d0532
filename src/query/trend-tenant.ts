import type { CatalogueSku } from "../store/read/catalogue.js";
import type { UnitsInterval } from "../store/read/interval-reader.js";
import type { SkuChoice } from "./counted-skus.js";
import { placesOf, type TenantAxis } from "./trend-axes.js";
import { addAt, addUnits, NO_SKU, type TrendFigures } from "./trend-figures.js";

/** What is known of a batch of tenants: what their SKUs are called, which lists of plans are the company's. */
export interface TenantFacts {
  readonly sku: (skuNo: number) => CatalogueSku;
  readonly isCompany: (servicePlansNo: number) => boolean;
  readonly choice: SkuChoice;
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
  /** Places at which a SKU was the company's. */
  private readonly company = new Map<number, Uint8Array>();

  constructor(
    readonly axis: TenantAxis,
    private readonly facts: TenantFacts,
    private readonly figures: TrendFigures,
  ) {}

  /** What the tenant owned; before any assignment, because it says which SKUs count. */
  addUnits(intervals: readonly UnitsInterval[]): void {
    for (const units of intervals) this.noteCompany(units);
    for (const units of this.figures.units ? intervals : []) {
      const sku = this.facts.sku(units.skuNo);
      const [from, to] = placesOf(this.axis, units);
      for (let place = from; place < to; place += 1) {
        if (!this.counts(units.skuNo, place)) continue;
        addUnits(this.figures.of({ ...this.axis, sku, values: [] }), this.axis.days[place] ?? 0, units);
      }
    }
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
    const always = counted.some((skuNo) => !this.company.has(skuNo));
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
    const company = this.company.get(skuNo)?.[place] === 1;
    return this.facts.choice.takes(this.facts.sku(skuNo), company);
  }

  private noteCompany(units: UnitsInterval): void {
    if (!this.facts.isCompany(units.servicePlansNo)) return;
    const places = this.company.get(units.skuNo) ?? new Uint8Array(this.axis.seqs.length);
    places.fill(1, ...placesOf(this.axis, units));
    this.company.set(units.skuNo, places);
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
