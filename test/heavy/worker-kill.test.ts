import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { parseSubscribedSku } from "../../src/microsoft/schema.js";
import { parseUser } from "../../src/microsoft/user-schema.js";
import { addDays, type SnapshotDate } from "../../src/model/snapshot-date.js";
import { type Simulator, tenantsOfSizes } from "../../simulator/simulator.js";
import { countRun } from "../support/count-run.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { HASTY_RETRIES, Night } from "../support/jobs/night.js";
import { nightPlaces } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";
import type { DayAnswers, DayCopy } from "../support/naive/day-copy.js";
import { answersOf, changesBetween } from "../support/naive/naive-tenant.js";
import { Random } from "../support/naive/random.js";
import { StoredAnswers } from "../support/naive/stored-answers.js";

const KILLS = howMany("WORKER_KILLS");
const PLACES = nightPlaces();
const TENANTS = 20;
const features = { churn: 0.1 };
const SIZE = 150;
const FIRST_DAY = "2026-03-02" as SnapshotDate;
/** About as long as a worker takes for all the tenants on an idle machine. */
const LONGEST_LIFE_MS = 1_000;
/** A death is an attempt too: here none of them is the last. */
const UNTIRING = { retries: { ...HASTY_RETRIES, mostAttempts: 10_000 } };
/** Long before its end nobody else may touch what a dead worker had in hand. */
const SETTINGS = { IMPORT_CONCURRENCY: "4", LEASE_SECONDS: "3", IMPORT_EARLIEST_UTC: "00:00" };

interface Stored {
  readonly tenantId: string;
  readonly answers: StoredAnswers;
}

/** What the simulated Microsoft says of every tenant on every day, kept the naive way. */
class Control {
  readonly days: SnapshotDate[] = [FIRST_DAY];
  private readonly copies = new Map<string, DayCopy>();
  private readonly answered = new Map<string, DayAnswers>();

  constructor(private readonly simulator: Simulator) {}

  get today(): SnapshotDate {
    return this.days.at(-1) ?? FIRST_DAY;
  }

  copy(tenantId: string, day: SnapshotDate): DayCopy {
    const key = `${tenantId}/${day}`;
    const kept = this.copies.get(key);
    if (kept !== undefined) return kept;
    const sent: unknown[] = [...this.simulator.usersOf(tenantId, day)];
    const users = (JSON.parse(JSON.stringify(sent)) as unknown[]).map(parseUser);
    const copy = { users, skus: this.simulator.skusOf(tenantId, day).map(parseSubscribedSku) };
    this.copies.set(key, copy);
    return copy;
  }

  answers(tenantId: string, day: SnapshotDate): DayAnswers {
    const key = `${tenantId}/${day}`;
    const answers = this.answered.get(key) ?? answersOf(this.copy(tenantId, day));
    this.answered.set(key, answers);
    return answers;
  }
}

async function storedOf(night: Night): Promise<Stored[]> {
  const sql = "SELECT tenant_no AS no, entra_tenant_id AS id FROM tenant";
  const numbers = await night.rows<{ no: number; id: string }>(sql);
  return numbers.map(({ no, id }) => ({ tenantId: id, answers: new StoredAnswers(night.base.database, no) }));
}

/** Reads whatever is visible, again and again: only whole days, and no day left out. */
async function pollWholeDays(night: Night, control: Control, stopped: () => boolean): Promise<number> {
  const random = new Random(3);
  let looks = 0;
  for (; !stopped(); looks += 1) {
    await sleep(50);
    const tenants = await storedOf(night);
    if (tenants.length === 0) continue;
    const { tenantId, answers } = random.pick(tenants);
    const visible = await answers.visible();
    expect(visible).toEqual(control.days.slice(0, visible.length).map((day) => `${day}/1`));
    const newest = control.days[visible.length - 1];
    if (newest !== undefined) expect(await answers.at(newest, 1)).toEqual(control.answers(tenantId, newest));
  }
  return looks;
}

async function done(night: Night, { today }: Control): Promise<boolean> {
  return (await night.rows("SELECT tenant_no FROM snapshot WHERE day = ?", [today])).length === TENANTS;
}

/** One worker's life and death, a random time after it began to read. A day that is done is followed by the next. */
async function liveAndDie(night: Night, control: Control, random: Random): Promise<void> {
  if (await done(night, control)) {
    control.days.push(addDays(control.today, 1));
    night.moveTo(`${control.today}T06:00:00Z`);
  }
  night.simulator.clearRequests();
  const worker = await night.startProcess(UNTIRING);
  await until(async () => night.asked("users").length > 0);
  await sleep(random.below(LONGEST_LIFE_MS));
  await worker.kill();
}

/** The seconds from now until every day is complete. */
async function finish(night: Night, control: Control): Promise<number> {
  const started = performance.now();
  const worker = await night.startProcess(UNTIRING);
  await until(() => done(night, control));
  const seconds = (performance.now() - started) / 1_000;
  await worker.stop();
  return seconds;
}

async function compare(night: Night, control: Control): Promise<void> {
  for (const { tenantId, answers } of await storedOf(night)) {
    expect(await answers.visible()).toEqual(control.days.map((day) => `${day}/1`));
    for (const [index, day] of control.days.entries()) {
      expect(await answers.at(day, 1)).toEqual(control.answers(tenantId, day));
      const before = control.days[index - 1];
      if (before === undefined) continue;
      const told = changesBetween(control.copy(tenantId, before), control.copy(tenantId, day));
      expect(await answers.changes(before, day)).toEqual(told);
    }
    expect(await answers.leftovers()).toEqual([]);
  }
  expect(await night.rows("SELECT tenant_no FROM tenant WHERE lease_until <> 0")).toEqual([]);
}

function killsOf(name: string): number {
  const each = Math.floor(KILLS / PLACES.length);
  return name === "embedded" ? KILLS - each * (PLACES.length - 1) : each;
}

describe.each(PLACES)("a worker killed ($name)", ({ name, create }) => {
  it(
    "again and again shows no part of a day, and its days end as if nothing had been",
    async () => {
      const tenants = tenantsOfSizes(Array<number>(TENANTS).fill(SIZE), 3).map((tenant) => ({ ...tenant, features }));
      const options = { sizes: [], settings: SETTINGS, simulator: { tenants, latencyMs: 20 } };
      const night = await Night.open(create, { ...options, now: `${FIRST_DAY}T06:00:00Z` });
      const control = new Control(night.simulator);
      const seed = Number(process.env["KILL_SEED"] ?? Math.floor(Math.random() * 1_000_000));
      const random = new Random(seed);
      let over = false;
      try {
        await night.signIn();
        const reader = pollWholeDays(night, control, () => over);
        const kills = killsOf(name);
        const dying = async () => {
          await finish(night, control); // so that every death is on a day with changes
          for (let kill = 0; kill < kills; kill += 1) await liveAndDie(night, control, random);
          return finish(night, control);
        };
        // A day that is not whole ends the test at once.
        const seconds = await Promise.race([dying(), reader]);
        over = true;
        expect(await reader).toBeGreaterThan(kills);
        await compare(night, control);

        const lost = await night.rows("SELECT seq FROM import_run WHERE failure_code = 'LEASE_LOST'");
        expect(lost.length).toBeGreaterThanOrEqual(kills / 2);
        countRun("kills of a worker process", kills);
        countRun(`seconds from the last of them until everything is complete (bar 90) on ${name}`, Math.ceil(seconds));
        countRun(`imports cut off by them on ${name}`, lost.length);
        countRun(`days of ${TENANTS} tenants under them on ${name}`, control.days.length);
      } finally {
        over = true;
        await night.close();
      }
    },
    timeLimit(600_000),
  );
});
