/** What a job is told: ids and days, never a person. */
export type JobData = Readonly<Record<string, string | number | null>>;

/** A job to run once; of one name there is one of each key. */
export interface NewJob {
  readonly key: string;
  readonly data: JobData;
  /** Not before so many milliseconds have passed, by the clock of the store; missing: now. */
  readonly afterMs?: number;
  /** How much earlier than due it counts, in milliseconds, so that it goes before others that are due. */
  readonly aheadMs?: number;
}

/** A job whose lock this process holds, until it ends it, gives it back or loses it. */
export interface ClaimedJob {
  readonly id: string;
  readonly name: string;
  readonly data: JobData;
  /** Made for this claim alone: whoever shows an older one changes nothing. */
  readonly token: string;
}

/** Jobs by what they are doing at this moment. */
export interface JobCounts {
  /** Waiting, due or not. */
  readonly queued: number;
  /** Locked by a process, which may have died meanwhile. */
  readonly running: number;
}
