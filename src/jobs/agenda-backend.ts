import type { AgendaBackend, JobId, JobParameters, JobRepository } from "agenda";
import { AppError } from "../errors.js";
import type { ClaimedJob } from "../model/job.js";
import type { HeldJobs } from "./held-jobs.js";

/** Agenda copies what it does not know, so the claim comes back with every call about the job. */
interface ClaimedParameters extends JobParameters {
  readonly claimed?: ClaimedJob;
}

/** By the clock of this process, which decides nothing: a lock is lost when the store says so. */
const NEVER_EXPIRED = new Date(8.64e15);

/**
 * The held jobs as Agenda's backend. Agenda polls, runs, and tells when a job starts, lives and ends. Unique keys, repeating
 * and locks are the store's, so nothing that Agenda or its official backends do about them can happen here.
 */
export function agendaBackend(held: HeldJobs): AgendaBackend {
  return {
    name: "snapshot-gateway",
    ownsConnection: false,
    repository: repositoryOf(held),
    // The store is open before it comes here: a rejection at this place would end the process.
    connect: async () => {},
    disconnect: async () => {},
  };
}

function repositoryOf(held: HeldJobs): JobRepository {
  return {
    connect: async () => {},
    getNextJobToRun: async (name) => toParameters(await held.claim(name)),
    saveJobState: (parameters) => saveState(held, parameters),
    unlockJob: ({ _id }) => held.releaseUnstarted(_id === undefined ? [] : [_id]),
    unlockJobs: (ids) => held.releaseUnstarted(ids),
    saveJob: refuse,
    lockJob: refuse,
    removeJobs: refuse,
    disableJobs: refuse,
    enableJobs: refuse,
    purgeAllJobs: refuse,
    queryJobs: refuse,
    getJobById: refuse,
    getJobsOverview: refuse,
    getDistinctJobNames: refuse,
    getQueueSize: refuse,
  };
}

/** The store has found it due by its own clock, so it is due by ours. */
function toParameters(job: ClaimedJob | undefined): JobParameters | undefined {
  if (job === undefined) return undefined;
  const parameters: ClaimedParameters = {
    ...{ _id: job.id as JobId, name: job.name, data: job.data, claimed: job },
    ...{ type: "normal", priority: 0, nextRunAt: new Date(), lockedAt: NEVER_EXPIRED },
  };
  return parameters;
}

/** The claim a job of Agenda's stands for. */
export function claimOf({ claimed }: ClaimedParameters): ClaimedJob {
  if (claimed === undefined) throw new AppError("INTERNAL", "a job that no store gave out");
  return claimed;
}

/** The start carries `lockedAt`; the end has cleared it. */
async function saveState(held: HeldJobs, parameters: JobParameters): Promise<void> {
  const job = claimOf(parameters);
  await (parameters.lockedAt === undefined ? held.end(job) : held.touch(job));
}

/** Agenda's ways of making, changing and listing jobs would go round the claim. */
async function refuse(): Promise<never> {
  throw new AppError("INTERNAL", "jobs are made, changed and counted through the JobQueue alone");
}
