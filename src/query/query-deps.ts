import type { Calendar } from "../model/snapshot-date.js";
import type { ReadStore } from "../store/read/read-store.js";

/** What the questions stand on. */
export interface QueryDeps {
  readonly store: ReadStore;
  readonly calendar: Calendar;
  /** Part numbers of SKUs that cost nothing. */
  readonly freeSkus: ReadonlySet<string>;
  /** Minutes past midnight, UTC, from which a day is imported; 60 unless given. */
  readonly earliest?: number;
}
