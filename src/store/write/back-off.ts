const FIRST_MS = 5;
const MOST_DOUBLINGS = 7;

/** The pause before a transaction is tried again: 10 ms at the first time, doubled each time up to 640 ms, with jitter of a half. */
export function backOff(attempt: number): Promise<void> {
  const milliseconds = FIRST_MS * 2 ** Math.min(attempt, MOST_DOUBLINGS) * (0.5 + Math.random());
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
