import { describe, expect, it } from "@jest/globals";
import { LONGEST_TRY_MS, MOST_ATTEMPTS, nextAttempt } from "../../../src/model/delivery-policy.js";

const START = new Date("2026-03-02T01:00:00Z");
const HOUR = 3_600_000;

/** The delay after each attempt until it is given up, in milliseconds, when every attempt fails at once. */
function delays(random: number): number[] {
  const found: number[] = [];
  let now = START;
  for (let attempts = 1; ; attempts += 1) {
    const next = nextAttempt({ attempts, firstAt: START }, now, random);
    if (next === null) return found;
    found.push(next.getTime() - now.getTime());
    now = next;
  }
}

function hours(of: readonly number[]): number {
  return of.reduce((sum, delay) => sum + delay, 0) / HOUR;
}

describe("the retries of a webhook", () => {
  it("begin after half a minute and grow threefold up to twelve hours", () => {
    expect(
      delays(0.5)
        .slice(0, 8)
        .map((delay) => delay / 1_000),
    ).toEqual([...[30, 90, 270, 810, 2_430, 7_290, 21_870, 43_200]]);
    expect(Math.max(...delays(0.5))).toBe(12 * HOUR);
  });

  it("end after thirteen attempts, about three days", () => {
    expect(delays(0.5)).toHaveLength(MOST_ATTEMPTS - 1);
    expect(hours(delays(0.5))).toBeCloseTo(69, 0);
    expect(hours(delays(0))).toBeGreaterThan(48);
    expect(hours(delays(1))).toBeLessThan(96);
  });

  it("are spread by a fifth to either side", () => {
    expect([delays(0)[0], delays(1)[0]]).toEqual([24_000, 36_000]);
  });

  it("end four days after the first attempt, however few there were", () => {
    const past = new Date(START.getTime() + LONGEST_TRY_MS);

    expect(nextAttempt({ attempts: 2, firstAt: START }, past, 0.5)).toBeNull();
    expect(nextAttempt({ attempts: 2, firstAt: START }, new Date(past.getTime() - 1), 0.5)).not.toBeNull();
  });
});
