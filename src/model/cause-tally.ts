import { CAUSE_KINDS, placeOf, type CauseKind } from "./change.js";
import type { Effect } from "./cause.js";

/** One reason for a difference, counted. */
export interface CauseCount {
  readonly kind: CauseKind;
  /** Distinct people; 0 where it is about what a tenant owns. */
  readonly people: number;
  readonly assignments: number;
  readonly purchased: number;
  /** How many changes it opens into. */
  readonly changes: number;
}

type Counting = { -readonly [part in keyof CauseCount]: CauseCount[part] };

/** Adds up effects, person by person, for each group and for all of them together. */
export class CauseTally {
  private readonly groups = new Map<string | null, Map<CauseKind, Counting>>();

  /** All effects of one person, or of the SKUs of one tenant. */
  add(effects: readonly Effect[]): void {
    this.addTo(null, effects);
    for (const group of new Set(effects.map((effect) => effect.group))) {
      if (group !== null)
        this.addTo(
          group,
          effects.filter((effect) => effect.group === group),
        );
    }
  }

  /** The causes in a group, null: in all together; in the order of kinds. */
  causesOf(group: string | null): CauseCount[] {
    const counted = this.groups.get(group);
    return CAUSE_KINDS.flatMap((kind) => counted?.get(kind) ?? []);
  }

  private addTo(group: string | null, effects: readonly Effect[]): void {
    const kinds = new Set<CauseKind>();
    const places = new Set<string>();
    for (const { change, assignments, purchased } of effects) {
      const count = this.countOf(group, change.kind);
      const place = placeOf(change).join(" ");
      count.assignments += assignments;
      count.purchased += purchased;
      if (!places.has(place)) count.changes += 1;
      if (change.personId !== null && !kinds.has(change.kind)) count.people += 1;
      places.add(place);
      kinds.add(change.kind);
    }
  }

  private countOf(group: string | null, kind: CauseKind): Counting {
    let counted = this.groups.get(group);
    if (counted === undefined) this.groups.set(group, (counted = new Map<CauseKind, Counting>()));
    const known = counted.get(kind) ?? { kind, people: 0, assignments: 0, purchased: 0, changes: 0 };
    counted.set(kind, known);
    return known;
  }
}
