import { LostLock } from "./lost-lock.js";

/** Beats in one life of a lock; one may fail. */
const BEATS = 3;

/**
 * Touches a lock that lives `lockMs` until the returned function is called. `onLost` is called once, when the lock belongs to
 * somebody else, or when so many touches failed that it may.
 */
export function keepLocked(touch: () => Promise<void>, lockMs: number, onLost: (cause: unknown) => void): () => void {
  let renewed = performance.now();
  let beating = false;
  const lost = (cause: unknown) => {
    clearInterval(timer);
    onLost(cause);
  };
  const beat = async () => {
    const sent = performance.now();
    beating = true;
    try {
      await touch();
      renewed = sent;
    } catch (cause) {
      if (cause instanceof LostLock) lost(cause);
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => {
    if (performance.now() - renewed > lockMs * (1 - 1 / (2 * BEATS))) lost(new LostLock());
    else if (!beating) void beat();
  }, lockMs / BEATS);
  return () => clearInterval(timer);
}
