const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 12 * 3_600_000;
const GROWTH = 3;

/** After so many failed attempts a delivery is given up: with the delays below that is after about three days. */
export const MOST_ATTEMPTS = 13;

/** Nobody tries longer than this after the first attempt, in milliseconds. */
export const LONGEST_TRY_MS = 4 * 86_400_000;

/**
 * When a delivery is tried again after its failed attempt number `attempts`, or null to give it up. Delays grow from half a
 * minute threefold up to twelve hours; `random` (0 to 1) moves each by a fifth, so that receivers do not get everything at once.
 */
export function nextAttempt(
  { attempts, firstAt }: { readonly attempts: number; readonly firstAt: Date },
  now: Date,
  random: number,
): Date | null {
  if (attempts >= MOST_ATTEMPTS || now.getTime() - firstAt.getTime() >= LONGEST_TRY_MS) return null;
  const delay = Math.min(FIRST_DELAY_MS * GROWTH ** (attempts - 1), LONGEST_DELAY_MS);
  return new Date(now.getTime() + Math.round(delay * (0.8 + 0.4 * random)));
}
