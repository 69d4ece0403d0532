import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { JobStore } from "../../../src/jobs/job-store.js";
import type { ClaimedJob } from "../../../src/model/job.js";
import { openJobs, type OpenedJobs, openMoreJobs } from "../../support/jobs/job-place.js";
import { describeEachJobStore, type FreshJobs } from "../../support/jobs/test-job-stores.js";

const BY_ME = { owner: "me", lockMs: 60_000 };
const HOUR_MS = 3_600_000;

function jobs(...keys: string[]) {
  return keys.map((key) => ({ key, data: { id: key } }));
}

describeEachJobStore("a job store", (create) => {
  let fresh: FreshJobs;
  let opened: OpenedJobs;
  let store: JobStore;

  beforeAll(async () => {
    fresh = await create();
    opened = await openJobs(fresh.place);
    store = opened.store;
  });

  beforeEach(() => fresh.empty());

  afterAll(async () => {
    await opened.close();
    await fresh.drop();
  });

  async function claim(): Promise<ClaimedJob> {
    const job = await store.claim("work", BY_ME);
    if (job === null) throw new Error("nothing to claim");
    return job;
  }

  /** Whether its owner may still touch, end and give back. */
  async function useClaim(job: ClaimedJob): Promise<boolean[]> {
    return [await store.touch(job, 60_000), await store.finish(job), await store.release(job)];
  }

  it("keeps one job of a key, with the data it came with first", async () => {
    await store.enqueue("work", jobs("a", "b"));
    await store.enqueue("work", [{ key: "a", data: { id: "other" } }]);
    await store.enqueue("rest", jobs("a"));

    expect(await store.counts()).toEqual({ queued: 3, running: 0 });
    expect([(await claim()).data, (await claim()).data]).toEqual(expect.arrayContaining([{ id: "a" }, { id: "b" }]));
    expect(await store.claim("work", BY_ME)).toBeNull();
  });

  it("tells keys apart that differ in case or in a space at the end", async () => {
    await store.enqueue("work", jobs("a", "A", "a ", "ä"));

    expect((await store.counts()).queued).toBe(4);
  });

  it("keeps one job of a key that many enqueue at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, () => store.enqueue("work", jobs("a", "b", "c"))));

    expect((await store.counts()).queued).toBe(3);
  });

  it("takes more jobs at once than one statement holds", async () => {
    await store.enqueue("work", jobs(...Array.from({ length: 1_201 }, (_, index) => String(index))));

    expect((await store.counts()).queued).toBe(1_201);
  });

  it("gives nothing out before its time, and moves a waiting job earlier but never later", async () => {
    await store.enqueue("work", [{ key: "a", data: {}, afterMs: HOUR_MS }]);
    expect(await store.claim("work", BY_ME)).toBeNull();

    await store.enqueue("work", jobs("a"));
    await store.enqueue("work", [{ key: "a", data: {}, afterMs: HOUR_MS }]);

    expect(await store.claim("work", BY_ME)).not.toBeNull();
  });

  it("gives out first what is to go ahead of others", async () => {
    const ahead = jobs(...Array.from({ length: 16 }, (_, index) => `ahead ${index}`));
    await store.enqueue("work", jobs(...Array.from({ length: 30 }, (_, index) => String(index))));
    await store.enqueue(
      "work",
      ahead.map((job) => ({ ...job, aheadMs: 5_000 })),
    );

    expect((await claim()).data["id"]).toMatch(/^ahead/);
  });

  it("gives every job to one claimer only, however many ask at once", async () => {
    await store.enqueue("work", jobs(...Array.from({ length: 30 }, (_, index) => String(index))));
    const other = await openMoreJobs(fresh.place, opened);

    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? store : other.store).claim("work", BY_ME)),
    );
    await other.close();
    const ids = claims.flatMap((job) => job?.id ?? []);

    expect(new Set(ids).size).toBe(ids.length);
    expect(await store.counts()).toEqual({ queued: 30 - ids.length, running: ids.length });
    expect(ids.length).toBeGreaterThan(0);
  });

  it("removes a job that has run", async () => {
    await store.enqueue("work", jobs("a"));

    expect(await store.finish(await claim())).toBe(true);

    expect(await store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it("runs a job once more that was enqueued while it ran", async () => {
    await store.enqueue("work", jobs("a"));
    const job = await claim();
    await store.enqueue("work", jobs("a"));
    await store.enqueue("work", jobs("a"));
    expect(await store.claim("work", BY_ME)).toBeNull();

    await store.finish(job);
    await store.finish(await claim());

    expect(await store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it("lets a job that is enqueued for later while it runs wait until then", async () => {
    await store.enqueue("work", jobs("a", "b"));
    const [one, other] = [await claim(), await claim()];
    await store.enqueue("work", [{ ...jobs(String(one.data["id"]))[0]!, afterMs: HOUR_MS }]);
    await store.enqueue("work", [{ ...jobs(String(other.data["id"]))[0]!, afterMs: 1 }]);

    expect([await store.finish(one), await store.finish(other)]).toEqual([true, true]);

    expect(await untilClaimed(store)).toMatchObject({ data: other.data });
    expect(await store.claim("work", BY_ME)).toBeNull();
    expect(await store.counts()).toEqual({ queued: 1, running: 1 });
  });

  it("gives a job out again whose lock has run out, and heeds its first owner no more", async () => {
    await store.enqueue("work", jobs("a"));
    const late = await claim();
    await fresh.expireLocks();
    const now = await claim();

    expect(now.id).toBe(late.id);
    expect(await useClaim(late)).toEqual([false, false, false]);
    expect(await store.claim("work", BY_ME)).toBeNull();
    expect(await store.touch(now, 60_000)).toBe(true);
  });

  it("lets an owner renew a lock that has run out and that nobody took", async () => {
    await store.enqueue("work", jobs("a"));
    const job = await claim();
    await fresh.expireLocks();

    expect(await store.touch(job, 60_000)).toBe(true);
    expect(await store.claim("work", BY_ME)).toBeNull();
  });

  it("gives a job out again at once that was given back", async () => {
    await store.enqueue("work", jobs("a"));

    await store.release(await claim());

    expect((await claim()).data).toEqual({ id: "a" });
  });

  it("has a recurring job once, due at once and then at its next time", async () => {
    await store.repeat("work", HOUR_MS);
    await store.repeat("work", HOUR_MS);

    await store.finish(await claim());

    expect(await store.claim("work", BY_ME)).toBeNull();
    expect(await store.counts()).toEqual({ queued: 1, running: 0 });
  });

  it("never clears the lock of a recurring job that runs", async () => {
    await store.repeat("work", HOUR_MS);
    const job = await claim();

    await store.repeat("work", HOUR_MS);
    await store.repeat("work", HOUR_MS / 2);

    expect(await store.claim("work", BY_ME)).toBeNull();
    expect(await store.touch(job, 60_000)).toBe(true);
  });

  it("brings a recurring job forward when its interval becomes shorter", async () => {
    await store.repeat("work", HOUR_MS);
    await store.finish(await claim());

    await store.repeat("work", 1);

    await untilClaimed(store);
  });

  it("loses nothing but the jobs when somebody empties it", async () => {
    await store.repeat("work", HOUR_MS);
    const job = await claim();
    await fresh.empty();

    expect(await useClaim(job)).toEqual([false, false, false]);
    await store.repeat("work", HOUR_MS);
    expect((await claim()).data).toEqual({});
  });
});

/** A millisecond may have to pass. */
async function untilClaimed(store: JobStore): Promise<ClaimedJob> {
  for (;;) {
    const job = await store.claim("work", BY_ME);
    if (job !== null) return job;
  }
}
