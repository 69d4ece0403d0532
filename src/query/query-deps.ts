import type { Calendar } from "../model/snapshot-date.js";
import type { ReadStore } from "../store/read/read-store.js";

const MOST_CHANGED_PEOPLE = 200_000;

/** What the questions stand on. */
export interface QueryDeps {
  readonly store: ReadStore;
  readonly calendar: Calendar;
  /** Part numbers of SKUs that cost nothing. */
  readonly freeSkus: ReadonlySet<string>;
  /** Minutes past midnight, UTC, from which a day is imported; 60 unless given. */
  readonly earliest?: number;
  /** How many people who changed one question may look through; 200,000 unless given. */
  readonly mostChangedPeople?: number;
}

/** How many people who changed one question may look through, whether or not their changes count. */
export function mostChangedPeople(deps: QueryDeps): number {
  return deps.mostChangedPeople ?? MOST_CHANGED_PEOPLE;
}
