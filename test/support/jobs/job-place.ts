import { openMongoJobs } from "../../../src/jobs/mongo-backend.js";
import type { JobStore } from "../../../src/jobs/job-store.js";
import { openDatabase } from "../../../src/store/data-source.js";
import { JobTable } from "../../../src/store/write/job-table.js";

/** Where jobs are kept, in words that a child process understands too. */
export interface JobPlace {
  readonly kind: "sql" | "mongo";
  readonly url: string;
}

export interface OpenedJobs {
  readonly store: JobStore;
  readonly close: () => Promise<void>;
}

/** A connection of one's own to a place that is ready. */
export async function openJobs({ kind, url }: JobPlace): Promise<OpenedJobs> {
  if (kind === "mongo") {
    const connection = await openMongoJobs(url);
    return { store: connection.jobs, close: () => connection.close() };
  }
  const database = await openDatabase(url);
  return { store: new JobTable(database), close: () => database.close() };
}

/** A second connection in the same process; the embedded engine waits for a lock without giving the process a turn, so there it is the first one. */
export async function openMoreJobs(place: JobPlace, opened: OpenedJobs): Promise<OpenedJobs> {
  if (place.url.startsWith("file:")) return { store: opened.store, close: async () => {} };
  return openJobs(place);
}
