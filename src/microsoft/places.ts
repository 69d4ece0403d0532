/** Leaves the place for as long as a wait takes, and ends in a place again. When the wait fails there is no place. */
export type Aside = (wait: () => Promise<void>) => Promise<void>;

/** Lets so many do something at once, in the order they came; whoever waits leaves when its signal aborts. */
export interface Places {
  use<T>(work: (aside: Aside) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** A fixed number of places. */
export function createPlaces(count: number): Places {
  let free = count;
  const waiting = new Set<() => void>();

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  }

  function wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        waiting.delete(enter);
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.delete(enter);
        reject(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
      };
      waiting.add(enter);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Takes a place that is free. */
  function taken(signal?: AbortSignal): boolean {
    signal?.throwIfAborted();
    if (free === 0) return false;
    free -= 1;
    return true;
  }

  return {
    async use(work, signal) {
      if (!taken(signal)) await wait(signal);
      let inside = true;
      const aside: Aside = async (waiting) => {
        inside = false;
        leave();
        await waiting();
        if (!taken(signal)) await wait(signal);
        inside = true;
      };
      try {
        return await work(aside);
      } finally {
        if (inside) leave();
      }
    },
  };
}
