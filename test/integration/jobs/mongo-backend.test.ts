import { MongoJobRepository } from "@agendajs/mongo-backend";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { JobParameters } from "agenda";
import { MongoClient } from "mongodb";
import { areServicesRequired } from "../../../scripts/checks/required.mjs";
import { AppError } from "../../../src/errors.js";
import { agendaBackend } from "../../../src/jobs/agenda-backend.js";
import { HeldJobs } from "../../../src/jobs/held-jobs.js";
import { type MongoConnection, openMongoJobs, placeOf } from "../../../src/jobs/mongo-backend.js";
import { Outage } from "../../../src/jobs/outage.js";
import { SILENT_LOG } from "../../../src/log.js";
import { freshCollection, type FreshJobs } from "../../support/jobs/test-job-stores.js";
import { tapWire } from "../../support/jobs/wire-tap.js";

const BY_ME = { owner: "me", lockMs: 60_000 };
const HOUR_MS = 3_600_000;
const server = process.env.TEST_MONGODB_URL;
if (!server && areServicesRequired())
  throw new Error("TEST_MONGODB_URL is not set: run `npm test`, which starts a server.");

/**
 * What `@agendajs/mongo-backend` does, shown on the package itself, and that it does not reach us. Where a new version makes a
 * test fail that shows the package's fault, our way round it may go.
 */
(server ? describe : describe.skip)("the faults of Agenda's MongoDB backend", () => {
  let fresh: FreshJobs;
  let client: MongoClient;
  let ours: MongoConnection;
  let theirs: MongoJobRepository;

  beforeAll(async () => {
    fresh = await freshCollection(server ?? "");
    client = await MongoClient.connect(fresh.place.url);
    ours = await openMongoJobs(fresh.place.url);
    theirs = new MongoJobRepository({ mongo: client.db(), db: { collection: "job" } });
    await theirs.connect();
  });

  beforeEach(() => fresh.empty());

  afterAll(async () => {
    await ours.close();
    await client.close();
    await fresh.drop();
  });

  function theirClaim(lockedBefore = new Date(1)): Promise<JobParameters | undefined> {
    const now = new Date();
    return theirs.getNextJobToRun("plan", now, lockedBefore, now, undefined);
  }

  /** What `every()` saves at the start of each process. */
  function theirEvery(): Promise<JobParameters> {
    const nextRunAt = new Date(0);
    const job = { name: "plan", type: "single" as const, priority: 0, nextRunAt, repeatInterval: HOUR_MS, data: {} };
    return theirs.saveJob(job, undefined);
  }

  it("clears the lock of a running job when another process starts", async () => {
    await theirEvery();
    const first = await theirClaim();
    await theirEvery();
    const second = await theirClaim();
    expect([first?._id, second?._id]).toEqual([first?._id, first?._id]);

    await fresh.empty();
    await ours.jobs.repeat("plan", HOUR_MS);
    const job = await ours.jobs.claim("plan", BY_ME);
    await ours.jobs.repeat("plan", HOUR_MS);
    expect([job === null, await ours.jobs.claim("plan", BY_ME)]).toEqual([false, null]);
  });

  it("lets a late process end the run of the next one", async () => {
    await theirEvery();
    const late = await theirClaim();
    await theirClaim(new Date(Date.now() + HOUR_MS));
    if (late === undefined) throw new Error("no claim");
    const { lockedAt: _lockedAt, ...ended } = late;
    await theirs.saveJobState(ended, undefined);
    expect(await theirClaim()).toBeDefined(); // while the second one runs

    await fresh.empty();
    await ours.jobs.repeat("plan", HOUR_MS);
    const first = await ours.jobs.claim("plan", BY_ME);
    await fresh.expireLocks();
    const second = await ours.jobs.claim("plan", BY_ME);
    if (first === null || second === null) throw new Error("no claim");
    expect([await ours.jobs.finish(first), await ours.jobs.touch(second)]).toEqual([false, true]);
  });

  it("keeps a key unique without a unique index", async () => {
    const more = await openMongoJobs(fresh.place.url);
    const job = [{ key: "a", data: {} }];
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? ours : more).jobs.enqueue("work", job)));
    await more.close();

    expect((await ours.jobs.counts()).queued).toBe(1);
    const indexes = await client.db().collection("job").indexes();
    expect(indexes.filter(({ name, unique }) => unique && name !== "_id_")).toEqual([]);
  });

  it("rejects an unlock that nobody waits for when the connection is gone, which would end the process", async () => {
    const [lostClient, lost] = [await MongoClient.connect(fresh.place.url), await openMongoJobs(fresh.place.url)];
    const repository = new MongoJobRepository({ mongo: lostClient.db(), db: { collection: "job" } });
    await repository.connect();
    await lost.jobs.enqueue("plan", [{ key: "a", data: {} }]);
    const held = new HeldJobs({ ...BY_ME, store: lost.jobs, outage: new Outage(SILENT_LOG) });
    held.allow("plan", 1);
    const backend = agendaBackend(held).repository;
    const now = new Date();
    const job = await backend.getNextJobToRun("plan", now, now, now, undefined);
    await Promise.all([lostClient.close(), lost.close()]);

    if (job === undefined) throw new Error("no claim");
    await expect(repository.unlockJob(job)).rejects.toThrow();
    await expect(backend.unlockJob(job)).resolves.toBeUndefined();
    await expect(backend.getNextJobToRun("plan", now, now, now, undefined)).resolves.toBeUndefined();
  });

  it("ends the process where the server is not there at the start, and says no password when we refuse instead", async () => {
    const url = "mongodb://anna:hunter2@127.0.0.1:1/jobs?authSource=hunter3";

    const refusal: unknown = await openMongoJobs(url, 300).catch((cause: unknown) => cause);

    expect(refusal).toBeInstanceOf(AppError);
    expect((refusal as AppError).message).toBe(
      "the job store at mongodb://127.0.0.1:1/jobs cannot be opened; check MONGODB_URL",
    );
  });

  it.each([
    ["mongodb://u:p@ss@one:1,two:2/jobs?x=y", "mongodb://one:1,two:2/jobs"],
    ["mongodb+srv://u:p%40@cluster.example.com/jobs", "mongodb+srv://cluster.example.com/jobs"],
    ["mongodb://u:p?q@one/jobs", "mongodb://one/jobs"],
    ["hunter2", "an unknown place"],
  ])("names of %s only the place", (url, place) => {
    expect(placeOf(url)).toBe(place);
  });

  it("waits for a majority of the servers with every write", async () => {
    const url = new URL(fresh.place.url);
    const tap = await tapWire(url.hostname, Number(url.port));
    url.host = `127.0.0.1:${tap.port}`;
    url.searchParams.set("w", "1");
    const tapped = await openMongoJobs(url.href);

    await tapped.jobs.enqueue("work", [{ key: "a", data: {} }]);
    const job = await tapped.jobs.claim("work", BY_ME);
    if (job === null) throw new Error("no claim");
    await tapped.jobs.touch(job);
    await tapped.jobs.finish(job);
    await tapped.close();
    tap.close();

    const writes = tap.messages().filter((text) => /\u0002(update|delete|findAndModify)\0/.test(text));
    expect(writes.length).toBeGreaterThanOrEqual(6);
    expect(writes.filter((text) => !text.includes("majority"))).toEqual([]);
  });
});
