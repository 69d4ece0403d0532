import { CHANGE_KINDS, type Change, type ChangeKind } from "./change.js";
import type { Guid } from "./guid.js";

/** How many people a step changed in one way, or how many seats. */
export interface ChangeCount {
  /** ANY: people who changed in any way. */
  readonly kind: ChangeKind | "ANY";
  /** Null: whatever the SKU; people with two of them count once there. Of a swap, the new one. */
  readonly skuId: Guid | null;
  readonly people: number;
  /** Purchased units more; negative when fewer. */
  readonly seats: number;
}

/** Adds up the changes of a step, person by person. */
export class ChangeTally {
  private readonly counted = new Map<
    string,
    { kind: ChangeKind | "ANY"; skuId: Guid | null; people: number; seats: number }
  >();

  /** All changes of one person, or of a step's SKUs. */
  add(changes: readonly Change[]): void {
    const met = new Set<object>();
    for (const change of changes) {
      const seats = seatsOf(change);
      const places = [this.place(change.kind, null), ...(change.skuId ? [this.place(change.kind, change.skuId)] : [])];
      if (change.personId !== null) places.push(this.place("ANY", null));
      for (const place of places) {
        place.seats += place.kind === "ANY" ? 0 : seats;
        if (change.personId !== null && !met.has(place)) place.people += 1;
        met.add(place);
      }
    }
  }

  /** One count for each kind that occurs and one for each of its SKUs; ANY always. By kind, then SKU. */
  counts(): ChangeCount[] {
    this.place("ANY", null);
    return [...this.counted.values()].sort(compareCounts);
  }

  private place(kind: ChangeKind | "ANY", skuId: Guid | null) {
    const key = `${kind} ${skuId ?? ""}`;
    const known = this.counted.get(key) ?? { kind, skuId, people: 0, seats: 0 };
    this.counted.set(key, known);
    return known;
  }
}

/** The order of counts: ANY first, then by kind, and by SKU behind the count of all of them. */
export function compareCounts(a: ChangeCount, b: ChangeCount): number {
  const rank = ({ kind }: ChangeCount) => (kind === "ANY" ? -1 : CHANGE_KINDS.indexOf(kind));
  return rank(a) - rank(b) || ((a.skuId ?? "") < (b.skuId ?? "") ? -1 : 1);
}

/** What a change adds to the purchased units. */
export function seatsOf({ kind, unitsBefore, unitsAfter }: Change): number {
  return kind === "UNITS_CHANGED" ? 0 : (unitsAfter ?? 0) - (unitsBefore ?? 0);
}
