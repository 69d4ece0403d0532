/** Lets so many do something at once, in the order they came; whoever waits leaves when its signal aborts. */
export interface Places {
  use<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
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

  return {
    async use(work, signal) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else await wait(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
