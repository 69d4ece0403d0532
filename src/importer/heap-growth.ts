import { setFlagsFromString } from "node:v8";

/** How much of what lives may lie about as garbage before V8 collects it. */
const PERCENT = 30;

/**
 * An import makes much garbage and keeps little: V8 would let the heap of a first import of 500,000 people grow far past what
 * lives in it. Here and not among the options of `node`, so that it holds however the process was started. V8 reads it at
 * every collection.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${PERCENT}`);
}
