import { MicrosoftFailure } from "./failure.js";

/** How patiently Microsoft is asked. Times in milliseconds; `sleep` rejects with the signal's reason. */
export interface Persistence {
  readonly time: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Called before every further try. */
  readonly onRetry?: () => void;
}

/** A failed try that another try may mend. `waitMs` is what the server asked for, null when it did not say. */
export class TransientFailure extends Error {
  readonly failure: MicrosoftFailure;
  readonly waitMs: number | null;

  constructor(failure: MicrosoftFailure, waitMs: number | null) {
    super(failure.message, { cause: failure });
    this.name = "TransientFailure";
    this.failure = failure;
    this.waitMs = waitMs;
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
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      const waitMs = nextWait(error, tries);
      waitedMs += waitMs;
      endOfPatience(error, { tries, waitMs, waitedMs, now: persistence.time() });
      await persistence.sleep(waitMs, signal);
      persistence.onRetry?.();
    }
  }
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
