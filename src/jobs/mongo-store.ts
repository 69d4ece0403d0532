import { createHash, randomUUID } from "node:crypto";
import { MongoJobRepository } from "@agendajs/mongo-backend";
import { type AnyBulkWriteOperation, type Collection, type Db, MongoBulkWriteError, ObjectId } from "mongodb";
import type { ClaimedJob, JobCounts, JobData, NewJob } from "../model/job.js";
import type { JobStore } from "./job-store.js";
import type { MongoClock } from "./mongo-clock.js";

/** A job as Agenda's backend reads it; `key` and `againAt` are ours, and `lastModifiedBy` holds the claim's token. */
interface JobDocument {
  readonly _id: ObjectId;
  readonly name: string;
  readonly key: string;
  readonly type: "normal";
  readonly priority: number;
  readonly data: JobData;
  readonly nextRunAt: Date;
  readonly lockedAt: Date | null;
  readonly lastModifiedBy: string | null;
  readonly repeatInterval: number | null;
  readonly againAt?: Date;
}

/** The key of a recurring job's only document. */
const REPEATED = "*";
const COLLECTION = "job";
const DUPLICATE_KEY = 11_000;
const ATTEMPTS = 5;

/**
 * Jobs in MongoDB. Of `@agendajs/mongo-backend` 4.0.3 it uses the index and the claim alone. Its `saveJob` clears the locks of
 * running jobs and lets a key in twice, and its `saveJobState` and `unlockJob` ask nobody whose lock it is; here the key is the
 * `_id`, and everything after a claim shows the claim's token.
 */
export class MongoJobs implements JobStore {
  private constructor(
    private readonly jobs: Collection<JobDocument>,
    private readonly repository: MongoJobRepository,
    private readonly clock: MongoClock,
  ) {}

  /** Over an open connection, whose write concern is `majority`. */
  static async open(database: Db, clock: MongoClock): Promise<MongoJobs> {
    const repository = new MongoJobRepository({ mongo: database, db: { collection: COLLECTION } });
    await repository.connect();
    return new MongoJobs(database.collection<JobDocument>(COLLECTION), repository, clock);
  }

  /** In this order, so that a job which ends between two steps either saw the caller's writes or runs again. */
  async enqueue(name: string, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const now = await this.clock.now();
    const due = jobs.map(({ key, data, afterMs = 0, aheadMs = 0 }) => ({
      ...{ _id: idOf(name, key), key, data },
      at: new Date(now.getTime() + afterMs - aheadMs),
    }));
    await this.write(due.map(({ _id, at }) => change({ _id, lockedAt: { $ne: null } }, { $min: { againAt: at } })));
    await this.write(due.map(({ at, ...job }) => insert({ ...job, name, nextRunAt: at, repeatInterval: null })));
    await this.write(
      due.map(({ _id, at }) => change({ _id, lockedAt: null, nextRunAt: { $gt: at } }, { $set: { nextRunAt: at } })),
    );
  }

  async repeat(name: string, everyMs: number): Promise<void> {
    const now = await this.clock.now();
    const next = new Date(now.getTime() + everyMs);
    const _id = idOf(name, REPEATED);
    await this.write([insert({ _id, name, key: REPEATED, data: {}, nextRunAt: now, repeatInterval: everyMs })]);
    await this.write([
      change({ _id, repeatInterval: { $ne: everyMs } }, { $set: { repeatInterval: everyMs } }),
      change({ _id, lockedAt: null, nextRunAt: { $gt: next } }, { $set: { nextRunAt: next } }),
    ]);
  }

  async claim(name: string, { owner, lockMs }: { owner: string; lockMs: number }): Promise<ClaimedJob | null> {
    const now = await this.clock.now();
    const token = `${owner}/${randomUUID()}`;
    const locked = new Date(now.getTime() - lockMs);
    const found = await this.repository.getNextJobToRun(name, now, locked, now, { lastModifiedBy: token });
    return found?._id ? { id: found._id, name, data: found.data as JobData, token } : null;
  }

  async touch(job: ClaimedJob): Promise<boolean> {
    return this.changeOurs(job, { $set: { lockedAt: await this.clock.now() } });
  }

  async finish(job: ClaimedJob): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const once = { ...ours(job), repeatInterval: null, againAt: { $exists: false } };
      if ((await this.jobs.deleteOne(once)).deletedCount === 1) return true;
      const document = await this.jobs.findOne(ours(job));
      if (document === null) return false;
      if (await this.makeDueAgain(job, document)) return true;
    }
    return false;
  }

  async release(job: ClaimedJob): Promise<boolean> {
    return this.changeOurs(job, {
      $set: { lockedAt: null, lastModifiedBy: null, nextRunAt: await this.clock.now() },
      $unset: { againAt: true },
    });
  }

  async counts(): Promise<JobCounts> {
    const running = await this.jobs.countDocuments({ lockedAt: { $ne: null } });
    return { queued: (await this.jobs.countDocuments({})) - running, running };
  }

  /** False when it was enqueued since `document` was read. */
  private async makeDueAgain(job: ClaimedJob, document: JobDocument): Promise<boolean> {
    const { againAt, repeatInterval } = document;
    const next = nextTime(document, await this.clock.now());
    if (next === null) return false;
    const { matchedCount } = await this.jobs.updateOne(
      { ...ours(job), repeatInterval, againAt: againAt ?? { $exists: false } },
      { $set: { nextRunAt: next, lockedAt: null, lastModifiedBy: null }, $unset: { againAt: true } },
    );
    return matchedCount === 1;
  }

  private async changeOurs(job: ClaimedJob, update: object): Promise<boolean> {
    return (await this.jobs.updateOne(ours(job), update)).matchedCount === 1;
  }

  /** Two processes that add the same key at once: one of them is told that it exists, which is what it wanted. */
  private async write(operations: AnyBulkWriteOperation<JobDocument>[]): Promise<void> {
    try {
      await this.jobs.bulkWrite(operations, { ordered: false });
    } catch (cause) {
      const errors = cause instanceof MongoBulkWriteError ? [cause.writeErrors].flat() : [];
      if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw cause;
    }
  }
}

/** The same key has the same id everywhere, so there cannot be two of it: no unique index is needed. */
function idOf(name: string, key: string): ObjectId {
  return new ObjectId(createHash("sha256").update(`${name}/${key}`).digest().subarray(0, 12));
}

function ours({ id, token }: ClaimedJob) {
  return { _id: new ObjectId(id), lastModifiedBy: token };
}

function change(filter: object, update: object): AnyBulkWriteOperation<JobDocument> {
  return { updateOne: { filter, update } };
}

function insert(job: Omit<JobDocument, "type" | "priority" | "lockedAt" | "lastModifiedBy">) {
  const { _id, ...fields } = job;
  const fresh = { ...fields, type: "normal" as const, priority: 0, lockedAt: null, lastModifiedBy: null };
  return { updateOne: { filter: { _id }, update: { $setOnInsert: fresh }, upsert: true } };
}

/** The earlier of what was asked for while it ran and the next regular time; null: neither. */
function nextTime({ againAt, repeatInterval, nextRunAt }: JobDocument, now: Date): Date | null {
  if (repeatInterval === null) return againAt ?? null;
  const periods = Math.max(1, Math.ceil((now.getTime() - nextRunAt.getTime()) / repeatInterval));
  const regular = new Date(nextRunAt.getTime() + periods * repeatInterval);
  return againAt && againAt < regular ? againAt : regular;
}
