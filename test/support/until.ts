import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 20;

/** Waits for a condition; the test's own time limit is the only one. */
export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await sleep(LOOK_MS);
}
