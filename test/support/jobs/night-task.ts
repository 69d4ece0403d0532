import type { Patience } from "../../../src/wiring/importing.js";

/** What a worker process of a night does, in words that its argument holds. */
export interface NightTask {
  readonly patience: Omit<Patience, "sleep">;
  /** No wait is longer than so many milliseconds; absent: each takes its time. */
  readonly longestSleepMs?: number;
}

/** What it tells, a line each. */
export type NightEvent =
  { readonly event: "ready" } | { readonly event: "drained"; readonly peakRssMb: number; readonly cpuMs: number };
