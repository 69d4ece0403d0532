import type { DirectoryUser } from "../model/directory-user.js";
import { COUNTED_DIMENSIONS, type CountedDimension, countedValue } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { GroupCounts } from "../store/write/totals-writer.js";

const DIMENSIONS = Object.keys(COUNTED_DIMENSIONS) as CountedDimension[];

/** Assignments by the position of the SKU; a hole is none. */
type Counts = number[];

/** Counts assignments as people stream by: per SKU, and per counted dimension, value and SKU. */
export class AssignmentCounter {
  assignments = 0;
  /** The position of each SKU in every list of counts: one look-up a license, however many dimensions there are. */
  private readonly positions = new Map<Guid, number>();
  private readonly total: Counts = [];
  private readonly dimensions = DIMENSIONS.map((dimension) => ({
    dimension,
    values: new Map<string | null, Counts>(),
  }));

  add(user: DirectoryUser): void {
    if (user.licenses.length === 0) return;
    const held = user.licenses.map(({ skuId }) => this.positionOf(skuId));
    this.assignments += held.length;
    countIn(this.total, held);
    for (const { dimension, values } of this.dimensions) {
      const value = countedValue(dimension, user.attributes);
      let counts = values.get(value);
      if (counts === undefined) values.set(value, (counts = []));
      countIn(counts, held);
    }
  }

  perSku(): ReadonlyMap<Guid, number> {
    return this.bySku(this.total);
  }

  groups(): GroupCounts[] {
    return this.dimensions.flatMap(({ dimension, values }) =>
      [...values].map(([value, counts]) => ({ dimension, value, assignments: this.bySku(counts) })),
    );
  }

  private positionOf(skuId: Guid): number {
    let position = this.positions.get(skuId);
    if (position === undefined) this.positions.set(skuId, (position = this.positions.size));
    return position;
  }

  private bySku(counts: Counts): ReadonlyMap<Guid, number> {
    const found = [...this.positions].flatMap(([skuId, at]) => (counts[at] ? [[skuId, counts[at]] as const] : []));
    return new Map(found);
  }
}

function countIn(counts: Counts, held: readonly number[]): void {
  for (const position of held) counts[position] = (counts[position] ?? 0) + 1;
}
