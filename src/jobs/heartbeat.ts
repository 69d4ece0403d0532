import { LostLock } from "./lost-lock.js";

/** Beats in one life of a lock; one may fail. */
const BEATS = 3;
/** When to believe it lost where no touch succeeds: before it is, so that two never run at once. */
const GIVE_UP_AFTER = 5 / 6;

/**
 * Touches a lock that lives `lockMs` until the returned function is called. `onLost` is called once, when the lock belongs to
 * somebody else, or when so many touches failed that it soon may.
 */
export function keepLocked(touch: () => Promise<void>, lockMs: number, onLost: (cause: unknown) => void): () => void {
  let stopped = false;
  let beating = false;
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    stopped = true;
    clearInterval(timer);
    clearTimeout(patience);
  };
  const lose = (cause: unknown) => {
    if (stopped) return;
    stop();
    onLost(cause);
  };
  const renewedAt = (sent: number) => {
    if (stopped) return;
    clearTimeout(patience);
    patience = setTimeout(() => lose(new LostLock()), sent + lockMs * GIVE_UP_AFTER - performance.now());
  };
  const beat = async () => {
    if (beating) return;
    beating = true;
    const sent = performance.now();
    try {
      await touch();
      renewedAt(sent);
    } catch (cause) {
      if (cause instanceof LostLock) lose(cause); // Anything else: the next beat may do better.
    }
    beating = false;
  };
  const timer = setInterval(() => void beat(), lockMs / BEATS);
  renewedAt(performance.now());
  return stop;
}
