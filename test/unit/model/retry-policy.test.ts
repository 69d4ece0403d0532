import { describe, expect, it } from "@jest/globals";
import type { FailureCode } from "../../../src/model/failure.js";
import { nextAttemptAt, opensBy, RETRY_POLICY, type RetryPolicy, spreadOf } from "../../../src/model/retry-policy.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";

const MINUTE = 60_000;
const ENDED = Date.parse("2026-03-01T01:00:00Z");

/** Minutes from the end of the last attempt to the next one; null: none. */
function waitAfter(failures: readonly (FailureCode | null)[], more: { notBefore?: number; policy?: RetryPolicy } = {}) {
  const attempts = failures.map((failure) => ({ failure, endedAt: ENDED }));
  const { notBefore = null, policy = RETRY_POLICY } = more;
  const at = nextAttemptAt(attempts, policy, { notBefore, spread: 0 });
  return at === null ? null : (at - ENDED) / MINUTE;
}

describe("the next attempt at a day", () => {
  it("waits four times as long after each passing failure, and there are five at most", () => {
    const failures = Array<FailureCode>(5).fill("MICROSOFT_UNAVAILABLE");

    const waits = failures.map((_, index) => waitAfter(failures.slice(0, index + 1)));

    expect(waits).toEqual([10, 40, 160, 360, null]);
  });

  it("comes three times, four hours apart, where only the customer or an operator can repair it", () => {
    expect(waitAfter(["CONSENT_MISSING"])).toBe(240);
    expect(waitAfter(["CONSENT_MISSING", "GDAP_MISSING"])).toBe(240);
    expect(waitAfter(["CONSENT_MISSING", "GDAP_MISSING", "GDAP_MISSING"])).toBeNull();
  });

  it("never comes once the day is over or was rejected", () => {
    expect(waitAfter(["DAY_OVER"])).toBeNull();
    expect(waitAfter(["REJECTED", "THROTTLED"])).toBeNull();
  });

  it("comes at once after a worker died, but not again and again", () => {
    expect(waitAfter(["LEASE_LOST"])).toBe(0);
    expect(waitAfter(["LEASE_LOST", "LEASE_LOST"])).toBe(40);
    expect(waitAfter(Array<FailureCode>(5).fill("LEASE_LOST"))).toBeNull();
  });

  it("tries again after a fault of ours", () => {
    expect(waitAfter([null])).toBe(10);
  });

  it("does not come before Microsoft's time", () => {
    expect(waitAfter(["THROTTLED"], { notBefore: ENDED + 55 * MINUTE })).toBe(55);
    expect(waitAfter(["THROTTLED"], { notBefore: ENDED + MINUTE })).toBe(10);
  });

  it("is spread by a fifth at most, for each tenant in its own way", () => {
    const attempts = [{ failure: "THROTTLED" as const, endedAt: ENDED }];
    const tenants = Array.from({ length: 1_000 }, (_, tenantNo) => tenantNo);

    const waits = tenants.map((tenantNo) => {
      const at = nextAttemptAt(attempts, RETRY_POLICY, { notBefore: null, spread: spreadOf(tenantNo, 1) });
      return ((at ?? 0) - ENDED) / MINUTE;
    });

    expect(Math.min(...waits)).toBeLessThan(10.2);
    expect(Math.max(...waits)).toBeGreaterThan(11.8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(12.01);
    expect(new Set(waits).size).toBeGreaterThan(900);
  });
});

describe("a day", () => {
  it("opens at the earliest hour in UTC", () => {
    const day = "2026-03-29" as SnapshotDate; // the clocks of Europe go forward at 01:00 UTC

    expect(opensBy(new Date("2026-03-29T00:59:59.999Z"), day, 60)).toBe(false);
    expect(opensBy(new Date("2026-03-29T01:00:00Z"), day, 60)).toBe(true);
    expect(opensBy(new Date("2026-03-29T00:00:00Z"), day, 0)).toBe(true);
  });
});
