import { describe, expect, it } from "@jest/globals";
import { parseRetryAfter } from "../../../src/microsoft/retry-after.js";

const NOW = Date.parse("2026-11-24T10:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["10", 10_000],
    [" 10 ", 10_000],
    ["0", 0],
    ["1.5", 1_500],
    ["0.0001", 1],
    ["86400", 86_400_000],
    ["Tue, 24 Nov 2026 10:05:00 GMT", 300_000],
    ["Tuesday, 24-Nov-26 10:05:00 GMT", 300_000],
    ["Tue, 24 Nov 2026 09:00:00 GMT", 0],
  ])("%p is %p milliseconds", (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  it.each([undefined, "", "-5", "soon", "12 34", "1e3", "NaN", "Infinity"])("%p says nothing", (header) => {
    expect(parseRetryAfter(header, NOW)).toBeNull();
  });

  it.each(["9".repeat(400), "Tue, 24 Nov 9999 10:00:00 GMT"])("however large, stays an instant", (header) => {
    const waitMs = parseRetryAfter(header, NOW) ?? Number.NaN;

    expect(Number.isNaN(new Date(NOW + waitMs).getTime())).toBe(false);
  });
});
