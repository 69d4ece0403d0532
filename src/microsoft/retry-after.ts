const SECOND_MS = 1000;
/** A date must stay representable however large the number of a broken server is. */
const LONGEST_MS = 366 * 86_400_000;

/** Milliseconds to wait by a Retry-After header: seconds (decimals too) or an HTTP date; null when absent or not readable. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(LONGEST_MS, Math.ceil(Number(text) * SECOND_MS));
  // Date.parse alone would take "-5" or "12 34" for a date.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.min(LONGEST_MS, Math.max(0, instant - nowMs));
}
