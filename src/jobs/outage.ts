import type { Log } from "../log.js";

/** Says once that the job store does not answer and once that it does again, instead of at every poll. */
export class Outage {
  private failing = false;

  constructor(private readonly log: Log) {}

  /** The result, or undefined where the store failed: whoever asks will ask again. */
  async watch<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      if (this.failing) this.log.info("the job store answers again");
      this.failing = false;
      return result;
    } catch (cause) {
      if (!this.failing) this.log.warn("the job store does not answer", errorFields(cause));
      this.failing = true;
      return undefined;
    }
  }
}

/** What may be logged of an error: its name and code; a message may quote a row. */
export function errorFields(cause: unknown): { readonly error: string; readonly code?: string | number } {
  if (!(cause instanceof Error)) return { error: typeof cause };
  const { code } = cause as { code?: unknown };
  return { error: cause.name, ...(typeof code === "string" || typeof code === "number" ? { code } : {}) };
}
