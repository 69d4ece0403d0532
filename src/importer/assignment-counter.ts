import type { DirectoryUser } from "../model/directory-user.js";
import { COUNTED_DIMENSIONS, type CountedDimension, countedValue } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { GroupCounts } from "../store/write/tenant-run.js";

const DIMENSIONS = Object.keys(COUNTED_DIMENSIONS) as CountedDimension[];

type Counts = Map<Guid, number>;

function countIn(counts: Counts, user: DirectoryUser): void {
  for (const { skuId } of user.licenses) counts.set(skuId, (counts.get(skuId) ?? 0) + 1);
}

/** Counts assignments as people stream by: per SKU, and per counted dimension, value and SKU. */
export class AssignmentCounter {
  readonly perSku: Counts = new Map();
  assignments = 0;
  private readonly dimensions = new Map(DIMENSIONS.map((dimension) => [dimension, new Map<string | null, Counts>()]));

  add(user: DirectoryUser): void {
    if (user.licenses.length === 0) return;
    this.assignments += user.licenses.length;
    countIn(this.perSku, user);
    for (const [dimension, values] of this.dimensions) {
      const value = countedValue(dimension, user.attributes);
      let counts = values.get(value);
      if (counts === undefined) values.set(value, (counts = new Map<Guid, number>()));
      countIn(counts, user);
    }
  }

  groups(): GroupCounts[] {
    return [...this.dimensions].flatMap(([dimension, values]) =>
      [...values].map(([value, assignments]) => ({ dimension, value, assignments })),
    );
  }
}
