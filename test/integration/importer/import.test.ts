import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { AppError } from "../../../src/errors.js";
import type { FailureCode } from "../../../src/model/failure.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  addTenant,
  contentRows,
  endLease,
  importDay,
  type ImportTry,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../../support/import/import-workbench.js";
import { ListingFailure } from "../../support/import/listed-directory.js";
import type { DayCopy } from "../../support/naive/day-copy.js";
import { answersOf, changesBetween } from "../../support/naive/naive-tenant.js";
import { randomDirectory, randomUser } from "../../support/naive/random-directory.js";
import { Random } from "../../support/naive/random.js";

const MONDAY = "2026-03-02";
const TUESDAY = "2026-03-03";
const WEDNESDAY = "2026-03-04";
const THURSDAY = "2026-03-05";
const FRIDAY = "2026-03-06";

/** More people than one batch, so that a listing that fails half-way has written rows. */
const MANY = 1_300;

function directory(seed: number, size = 40): DayCopy {
  return randomDirectory(new Random(seed), size);
}

/** The same directory after so many people have changed. */
function withChanged(copy: DayCopy, count: number): DayCopy {
  const random = new Random(99);
  const users = copy.users.map((user, index) =>
    index < count ? { ...randomUser(random, 0), id: user.id, licenses: user.licenses } : user,
  );
  return { ...copy, users };
}

function fewOf(copy: DayCopy, share: number): DayCopy {
  return { ...copy, users: copy.users.slice(0, Math.floor(copy.users.length * share)) };
}

describeEachDatabase("importing a day", (create) => {
  let bench: Workbench;
  let tenant: TestTenant;

  beforeAll(async () => {
    bench = await openWorkbench(create);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    tenant = await addTenant(bench.database);
  });

  function run(day: string, copy: DayCopy, more: Partial<ImportTry> = {}): Promise<ImportOutcome> {
    return importDay({ snapshots: writerOf(bench.database), tenantId: tenant.tenantId, day, copy, ...more });
  }

  const rows = () => contentRows(bench.database, tenant.tenantNo);

  /** Another worker that waits with its first page in hand; `wake` lets it go on. */
  async function sleepingRun(day: string, copy: DayCopy, failure?: ListingFailure) {
    const { promise: asleep, resolve: fellAsleep } = deferred();
    const { promise: woken, resolve: wake } = deferred();
    const beforePage = async (page: number) => {
      if (page !== 1) return;
      fellAsleep();
      await woken;
    };
    const plan = { pageSize: 600, beforePage, ...(failure === undefined ? {} : { failure }) };
    const outcome = run(day, copy, { plan });
    await asleep;
    return { wake, outcome };
  }

  it("changes nothing when the day is sealed already", async () => {
    await run(MONDAY, directory(1));
    const before = await rows();

    const outcome = await run(MONDAY, directory(2));

    expect(outcome).toMatchObject({ kind: "already-sealed", revision: 1, users: directory(1).users.length });
    expect(await rows()).toEqual(before);
  });

  it("adds one row, the snapshot, when a day is as the day before", async () => {
    await run(MONDAY, directory(1));
    const before = await rows();

    await run(TUESDAY, directory(1), { plan: { random: new Random(7), pageSize: 3 } });

    const { snapshot, ...others } = await rows();
    expect({ ...others, snapshot: before["snapshot"] }).toEqual(before);
    expect(snapshot).toHaveLength(2);
  });

  it("changes no row of a day when the hashes were made in another format, and makes them anew", async () => {
    await run(MONDAY, directory(1));
    const before = await rows();
    await bench.database.transaction((session) =>
      session.run("UPDATE person SET state_hash = ? WHERE tenant_no = ?", [Buffer.alloc(16, 7), tenant.tenantNo]),
    );

    await run(TUESDAY, directory(1));

    const { snapshot, ...others } = await rows();
    expect({ ...others, snapshot: before["snapshot"] }).toEqual(before);
    expect(snapshot).toHaveLength(2);
  });

  it("keeps revision and rows when the same content is read again", async () => {
    await run(MONDAY, directory(1));
    const before = await rows();

    const outcome = await run(MONDAY, directory(1), {
      again: "to be sure",
      plan: { random: new Random(5), pageSize: 7 },
    });

    expect(outcome).toMatchObject({ kind: "unchanged", revision: 1 });
    expect(await rows()).toEqual(before);
  });

  it("seals revision 2 when other content is read again, and revision 1 still answers", async () => {
    const [first, second] = [directory(1), withChanged(directory(1), 5)];
    await run(MONDAY, first);

    const outcome = await run(MONDAY, second, { again: "a licence was late" });

    expect(outcome).toMatchObject({ kind: "sealed", revision: 2 });
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(first));
    expect(await tenant.stored.at(MONDAY, 2)).toEqual(answersOf(second));
  });

  it.each<FailureCode>(["ACCESS_DENIED", "INVALID_RESPONSE", "EMPTY_DIRECTORY", "LISTING_UNSTABLE"])(
    "keeps yesterday as the latest day when the listing ends with %s half-way",
    async (code) => {
      const [yesterday, today] = [directory(1), withChanged(directory(1), 30)];
      await run(MONDAY, yesterday);

      const outcome = await run(TUESDAY, today, { plan: { pageSize: 5, failure: new ListingFailure(code) } });

      expect(outcome).toMatchObject({ kind: "failed", reason: code });
      expect(await tenant.stored.visible()).toEqual([`${MONDAY}/1`]);
      expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(yesterday));
    },
  );

  it("seals the whole day after a listing that failed half-way", async () => {
    const [yesterday, today] = [directory(1, MANY), withChanged(directory(1, MANY), 1_000)];
    await run(MONDAY, yesterday);
    await run(TUESDAY, today, { plan: { pageSize: 100, failure: new ListingFailure("MICROSOFT_UNAVAILABLE") } });

    const outcome = await run(TUESDAY, fewOf(today, 0.8));

    expect(outcome).toMatchObject({ kind: "sealed", revision: 1 });
    expect(await tenant.stored.at(TUESDAY, 1)).toEqual(answersOf(fewOf(today, 0.8)));
    expect(await tenant.stored.changes(MONDAY, TUESDAY)).toEqual(changesBetween(yesterday, fewOf(today, 0.8)));
    expect(await tenant.stored.leftovers()).toEqual([]);
  });

  it("answers rightly when the second of three suspect days is accepted on the fourth", async () => {
    const whole = directory(1);
    const suspects = [fewOf(whole, 0.4), fewOf(withChanged(whole, 9), 0.3), fewOf(whole, 0.2)];
    const normal = withChanged(whole, 3);
    const [tuesday, wednesday, thursday] = suspects as [DayCopy, DayCopy, DayCopy];
    await run(MONDAY, whole);
    expect(await run(TUESDAY, tuesday)).toMatchObject({ kind: "held" });
    expect(await run(WEDNESDAY, wednesday)).toMatchObject({ kind: "held" });
    expect(await run(THURSDAY, thursday)).toMatchObject({ kind: "held" });
    expect(await run(FRIDAY, normal)).toMatchObject({ kind: "sealed", revision: 1 });
    expect(await tenant.stored.visible()).toEqual([`${MONDAY}/1`, `${FRIDAY}/1`]);
    expect(await tenant.stored.changes(MONDAY, FRIDAY)).toEqual(changesBetween(whole, normal));

    await new SuspectStore(bench.database).accept({
      tenantId: tenant.tenantId,
      day: WEDNESDAY as SnapshotDate,
      actor: "a test",
    });

    expect(await tenant.stored.visible()).toEqual([`${MONDAY}/1`, `${WEDNESDAY}/1`, `${FRIDAY}/1`]);
    expect(await tenant.stored.held()).toEqual([TUESDAY, THURSDAY]);
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(whole));
    expect(await tenant.stored.at(WEDNESDAY, 1)).toEqual(answersOf(wednesday));
    expect(await tenant.stored.at(FRIDAY, 1)).toEqual(answersOf(normal));
    expect(await tenant.stored.changes(MONDAY, WEDNESDAY)).toEqual(changesBetween(whole, wednesday));
    expect(await tenant.stored.changes(WEDNESDAY, FRIDAY)).toEqual(changesBetween(wednesday, normal));
    expect(await tenant.stored.changes(MONDAY, FRIDAY)).toEqual(changesBetween(whole, normal));
  });

  it("leaves a held and a rejected day alone, until it is asked to read again", async () => {
    const whole = directory(1);
    await run(MONDAY, whole);
    await run(TUESDAY, fewOf(whole, 0.3));
    expect(await run(TUESDAY, whole)).toEqual({ kind: "already-held" });
    await new SuspectStore(bench.database).reject({
      tenantId: tenant.tenantId,
      day: TUESDAY as SnapshotDate,
      actor: "a test",
    });

    expect(await run(TUESDAY, whole)).toEqual({ kind: "already-held" });
    expect(await run(TUESDAY, whole, { again: "it was an outage" })).toMatchObject({ kind: "sealed", revision: 1 });
    expect(await tenant.stored.at(TUESDAY, 1)).toEqual(answersOf(whole));
  });

  it("is busy while another worker holds the lease, and the other goes on", async () => {
    const sleeping = await sleepingRun(MONDAY, directory(1, MANY));

    const outcome = await run(MONDAY, directory(1, MANY));
    sleeping.wake();

    expect(outcome).toEqual({ kind: "busy" });
    expect(await sleeping.outcome).toMatchObject({ kind: "sealed", revision: 1 });
  });

  it("writes nothing after it slept through its lease and another imported the day", async () => {
    const sleeping = await sleepingRun(MONDAY, directory(1, MANY));
    await endLease(bench.database, tenant.tenantNo);
    const other = withChanged(directory(1, MANY), 700);
    await run(MONDAY, other);
    const before = await rows();

    sleeping.wake();

    expect(await sleeping.outcome).toMatchObject({ kind: "failed", reason: "LEASE_LOST" });
    expect(await rows()).toEqual(before);
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(other));
  });

  it("writes nothing after its lease ran out, even where nobody took it", async () => {
    const sleeping = await sleepingRun(MONDAY, directory(1, MANY));
    await endLease(bench.database, tenant.tenantNo);
    const before = await rows();

    sleeping.wake();

    expect(await sleeping.outcome).toMatchObject({ kind: "failed", reason: "LEASE_LOST" });
    expect(await rows()).toEqual(before);
  });

  it("says that its lease was lost, whatever the listing ended with after it slept", async () => {
    const failure = new ListingFailure("MICROSOFT_UNAVAILABLE");
    const sleeping = await sleepingRun(MONDAY, directory(1, MANY), failure);
    await endLease(bench.database, tenant.tenantNo);
    await run(MONDAY, directory(1));

    sleeping.wake();

    expect(await sleeping.outcome).toMatchObject({ kind: "failed", reason: "LEASE_LOST" });
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(directory(1)));
  });

  it("reads nothing of a day that is not today", async () => {
    const outcome = await run(MONDAY, directory(1), { now: () => `${TUESDAY}T00:00:01Z` });

    expect(outcome).toMatchObject({ kind: "failed", reason: "DAY_OVER" });
    expect((await rows())["person"]).toEqual([]);
  });

  it("reads nothing of a day before the newest complete one", async () => {
    await run(TUESDAY, directory(1));

    expect(await run(MONDAY, directory(1))).toMatchObject({ kind: "failed", reason: "DAY_OVER" });
  });

  it("seals a listing that crosses midnight as the day it began, and gives it up two hours later", async () => {
    const crossing = (end: string) => {
      let now = `${MONDAY}T23:59:00Z`;
      const beforePage = async () => {
        now = `${TUESDAY}T${end}Z`;
      };
      return { now: () => now, plan: { pageSize: 10, beforePage } };
    };

    const late = await run(MONDAY, directory(1), crossing("02:00:01"));
    const inTime = await run(MONDAY, directory(1), crossing("01:59:59"));

    expect(late).toMatchObject({ kind: "failed", reason: "DAY_OVER" });
    expect(inTime).toMatchObject({ kind: "sealed" });
    expect(await tenant.stored.visible()).toEqual([`${MONDAY}/1`]);
  });

  it("does not ask Microsoft before the time it gave, and asks after it", async () => {
    const until = new Date(Date.now() + 3_600_000);
    const failure = new ListingFailure("THROTTLED", "wait an hour", until);
    await run(MONDAY, directory(1), { plan: { failure } });
    const asked: number[] = [];
    const beforePage = async (page: number) => void asked.push(page);

    const tooEarly = await run(MONDAY, directory(1), { plan: { beforePage } });

    expect(tooEarly).toMatchObject({ kind: "failed", reason: "THROTTLED", retryAfter: until });
    expect(asked).toEqual([]);
    const past = "UPDATE tenant SET not_before = 1 WHERE tenant_no = ?";
    await bench.database.transaction((session) => session.run(past, [tenant.tenantNo]));
    expect(await run(MONDAY, directory(1), { plan: { beforePage } })).toMatchObject({ kind: "sealed" });
    expect(asked).toEqual([0]);
  });

  async function lastRun() {
    const sql =
      "SELECT state, failure_code, failure_detail FROM import_run WHERE tenant_no = ? ORDER BY seq DESC LIMIT 1";
    const [row] = await bench.database.read((session) => session.rows(sql, [tenant.tenantNo]));
    return row;
  }

  it("blames no tenant for what concerns the partner as a whole, and gives the lease back", async () => {
    const failure = new ListingFailure("REFRESH_TOKEN_EXPIRED", "AADSTS700082");

    const outcome = await run(MONDAY, directory(1), { plan: { failure } });

    expect(outcome).toMatchObject({ kind: "failed", reason: "REFRESH_TOKEN_EXPIRED" });
    expect(await lastRun()).toEqual({
      state: "PAUSED",
      failure_code: "REFRESH_TOKEN_EXPIRED",
      failure_detail: "AADSTS700082",
    });
    expect(await run(MONDAY, directory(1))).toMatchObject({ kind: "sealed" });
  });

  it("blames no tenant when nobody has signed in", async () => {
    const failure = new AppError("NOT_SIGNED_IN", "run `login`");

    await expect(run(MONDAY, directory(1), { plan: { failure } })).rejects.toThrow(failure);

    expect(await lastRun()).toMatchObject({ state: "PAUSED", failure_code: "NOT_SIGNED_IN" });
    expect(await run(MONDAY, directory(1))).toMatchObject({ kind: "sealed" });
  });

  it("gives a run up when the worker stops, and the next one begins at once", async () => {
    const worker = new AbortController();
    const beforePage = async (page: number) => {
      if (page === 2) worker.abort();
    };

    const outcome = await run(MONDAY, directory(1, MANY), {
      plan: { pageSize: 100, beforePage },
      signal: worker.signal,
    });

    expect(outcome).toEqual({ kind: "stopped" });
    expect(await lastRun()).toMatchObject({ state: "STOPPED", failure_code: null });
    expect(await run(MONDAY, directory(1, MANY))).toMatchObject({ kind: "sealed" });
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(directory(1, MANY)));
  });

  it("counts a person who comes on two pages once", async () => {
    const copy = directory(1);

    const outcome = await run(MONDAY, copy, { plan: { pageSize: 10, twice: 20 } });

    expect(outcome).toMatchObject({ kind: "sealed", users: copy.users.length });
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(copy));
  });

  it("gives a day the same content hash whatever the order of its pages", async () => {
    const hash = async () => {
      const sql = "SELECT content_hash FROM snapshot WHERE tenant_no = ?";
      const [row] = await bench.database.read((session) =>
        session.rows<{ content_hash: Buffer }>(sql, [tenant.tenantNo]),
      );
      return row?.content_hash.toString("hex");
    };
    await run(MONDAY, directory(1), { plan: { random: new Random(1), pageSize: 40 } });
    const first = await hash();
    tenant = await addTenant(bench.database);

    await run(MONDAY, directory(1), { plan: { random: new Random(2), pageSize: 3, twice: 5 } });

    expect(await hash()).toBe(first);
  });

  it("starts from zero when the listing starts again, whatever the first walk wrote", async () => {
    const [seen, now] = [directory(1, MANY), withChanged(fewOf(directory(1, MANY), 0.9), 1_200)];

    const outcome = await run(MONDAY, now, { plan: { pageSize: 100, restarts: [seen, seen, now] } });

    expect(outcome).toMatchObject({ kind: "sealed", users: now.users.length });
    expect(await tenant.stored.at(MONDAY, 1)).toEqual(answersOf(now));
    expect(await tenant.stored.leftovers()).toEqual([]);
  });

  it("keeps two tenants with the same people and SKUs apart", async () => {
    const [one, other] = [directory(1), withChanged(directory(1), 20)];
    const neighbour = await addTenant(bench.database);
    await run(MONDAY, one);
    const before = await rows();

    await run(MONDAY, other, { tenantId: neighbour.tenantId });

    expect(await rows()).toEqual(before);
    expect(await neighbour.stored.at(MONDAY, 1)).toEqual(answersOf(other));
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
