import { appendFileSync } from "node:fs";

/**
 * Notes that a test ran something `count` times (kills, histories, requests). `.ci/run` prints the sum by name, so that a loop
 * that quietly became shorter is seen.
 */
export function countRun(name: string, count: number): void {
  const file = process.env.COUNTS_FILE;
  if (file) appendFileSync(file, `${JSON.stringify({ name, count })}\n`);
}
