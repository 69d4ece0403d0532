import { MicrosoftFailure } from "./failure.js";
import type { Passage, ThrottleScope } from "./throttle-gate.js";

/** How patiently Microsoft is asked. Times in milliseconds; `sleep` rejects with the signal's reason. */
export interface Persistence {
  readonly time: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Where this request passes; nobody sends inside a wait that any of them was asked for. */
  readonly passage: Passage;
  /** Called before every further try. */
  readonly onRetry?: () => void;
}

/**
 * A failed try that another try may mend. `waitMs` is what the server asked for, null when it did not say; `throttles` is
 * whom it asked, null when this request alone failed.
 */
export class TransientFailure extends Error {
  readonly failure: MicrosoftFailure;
  readonly waitMs: number | null;
  readonly throttles: ThrottleScope | null;

  constructor(failure: MicrosoftFailure, waitMs: number | null, throttles: ThrottleScope | null = null) {
    super(failure.message, { cause: failure });
    this.name = "TransientFailure";
    this.failure = failure;
    this.waitMs = waitMs;
    this.throttles = throttles;
  }
}

/** All waits of one request together; a longer wait ends the run as THROTTLED instead. */
const LONGEST_WAIT_MS = 300_000;
const TRIES_WHEN_FAILING = 4;
const TRIES_WHEN_THROTTLED = 10;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

/** Tries until it succeeds, cannot be mended, or patience ends. Retry-After is honoured in full, never shortened. */
export async function persist<T>(
  persistence: Persistence,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
): Promise<T> {
  let waitedMs = 0;
  for (let tries = 1; ; tries++) {
    waitedMs += await waitAtGate(persistence, signal, waitedMs);
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw closeForGood(persistence, error);
      const waitMs = nextWait(error, tries);
      waitedMs += waitMs;
      if (error.throttles !== null) persistence.passage.close(error.throttles, waitMs);
      endOfPatience(error, { tries, waitMs, waitedMs, now: persistence.time() });
      await persistence.sleep(waitMs, signal);
      persistence.onRetry?.();
    }
  }
}

/** Waits as long as Microsoft asked anybody to whom this request belongs; how long that was. */
async function waitAtGate(
  { passage, sleep: wait, time }: Persistence,
  signal: AbortSignal | undefined,
  alreadyMs: number,
): Promise<number> {
  let waitedMs = 0;
  for (let ms = passage.remaining(); ms > 0; ms = passage.remaining()) {
    if (alreadyMs + waitedMs + ms > LONGEST_WAIT_MS) {
      const retryAfter = new Date(time() + ms);
      throw new MicrosoftFailure("THROTTLED", "an earlier request was asked to wait", { retryAfter });
    }
    const since = time();
    await wait(ms, signal);
    waitedMs += Math.max(1, time() - since);
  }
  return waitedMs;
}

/** A throttle that no further try can mend holds for the tenant's other requests too. */
function closeForGood({ passage, time }: Persistence, error: unknown): unknown {
  if (error instanceof MicrosoftFailure && error.code === "THROTTLED" && error.retryAfter !== null) {
    passage.close("tenant", error.retryAfter.getTime() - time());
  }
  return error;
}

function nextWait(error: TransientFailure, tries: number): number {
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
  // Retry-After: 0 would spin; usage accrues while throttled.
  return error.waitMs === null || error.waitMs === 0 ? Math.ceil(backoff) : error.waitMs;
}

function endOfPatience(
  { failure, waitMs: asked }: TransientFailure,
  at: { tries: number; waitMs: number; waitedMs: number; now: number },
): void {
  const throttled = failure.code === "THROTTLED";
  const tooLong = at.waitedMs > LONGEST_WAIT_MS && (throttled || asked !== null);
  if (tooLong || (throttled && at.tries >= TRIES_WHEN_THROTTLED)) {
    throw new MicrosoftFailure("THROTTLED", failure.detail, {
      retryAfter: new Date(at.now + at.waitMs),
      cause: failure,
    });
  }
  if (!throttled && at.tries >= TRIES_WHEN_FAILING) throw failure;
}

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonOf(signal));
    const stop = (): void => {
      clearTimeout(timer);
      if (signal !== undefined) reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason });
}
