import { expect } from "@jest/globals";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Database } from "../../../src/store/database.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { Prune } from "../../../src/store/write/prune.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { DyingDatabase } from "../import/dying-database.js";
import { addTenant, endLease, importDay, type TestTenant, writerOf } from "../import/import-workbench.js";
import { ListingFailure, type ListingPlan } from "../import/listed-directory.js";
import type { DayCopy } from "./day-copy.js";
import { answersOf, changesBetween, NaiveTenant } from "./naive-tenant.js";
import { changeLines, naiveChanges } from "./naive-changes.js";
import { changedDirectory, halvedDirectory, randomDirectory } from "./random-directory.js";
import { linesOf, walkChanges } from "../query/told-changes.js";
import { Random } from "./random.js";

const FIRST_DAY = "2026-02-20" as SnapshotDate;
/** About what an import of so few people takes, so that a death falls on every part of it. */
const MOST_STATEMENTS = 105;
/** More people than a batch holds, so that a listing that starts again finds what it wrote before. */
const LARGE = 1_400;

/** One tenant's life, kept twice: by the program and naively. */
class Life {
  readonly naive = new NaiveTenant();
  private today: DayCopy;

  constructor(
    private readonly database: Database,
    private readonly tenant: TestTenant,
    private readonly random: Random,
    private readonly size: number,
  ) {
    this.today = randomDirectory(random, size);
  }

  async day(day: SnapshotDate): Promise<void> {
    const { random } = this;
    this.today = changedDirectory(random, this.today, this.size);
    if (random.chance(0.15)) return; // nobody came to work: a gap
    const whole = this.today;
    if (random.chance(0.2)) this.today = halvedDirectory(random, whole);
    await this.untilDone(day, false);
    while (random.chance(0.3)) {
      if (random.chance(0.6)) this.today = changedDirectory(random, random.chance(0.5) ? whole : this.today, this.size);
      await this.untilDone(day, random.chance(0.8));
    }
    if (random.chance(0.4)) await this.decide();
    if (random.chance(0.3)) await this.retire(day);
    if (random.chance(0.7)) this.today = whole;
  }

  /** Compares every answer about every visible revision, and the changes between days. */
  async compare(): Promise<void> {
    const { stored } = this.tenant;
    await this.compareVisible();
    expect(await stored.leftovers()).toEqual([]);
    for (const dayAndRevision of this.naive.visible()) {
      const [day = "", revision = ""] = dayAndRevision.split("/");
      const copy = this.naive.sealed.get(day)?.[Number(revision) - 1];
      expect(await stored.at(day, Number(revision))).toEqual(copy && answersOf(copy));
    }
    const days = this.naive.days();
    const pairs = days.slice(1).map((after, index) => [days[index] ?? after, after] as const);
    const far = [...days].filter(() => this.random.chance(0.5));
    const [first, last] = [far[0], far.at(-1)];
    for (const [before, after] of first && last ? [...pairs, [first, last] as const] : pairs) {
      expect(await stored.changes(before, after)).toEqual(changesBetween(this.copy(before), this.copy(after)));
    }
  }

  /** Every step as the API tells it, who is RETURNED included: after retired days, rejected ones and further revisions. */
  async compareChanges(): Promise<void> {
    const { tenantId } = this.tenant;
    const calendar = { now: () => new Date("2026-12-31T12:00:00Z") };
    const store = createReadStore(this.database);
    const questions = createQuestions({ store, calendar, freeSkus: new Set() });
    const asked = { from: addDays(FIRST_DAY, -1), to: addDays(FIRST_DAY, 20), tenantIds: [tenantId] };
    const told = await walkChanges(questions, asked);
    const days = this.naive.days();
    for (const [index, day] of days.slice(1).entries()) {
      const earlier = days[index] ?? day;
      const seen = this.naive.seenUntil(earlier);
      const expected = naiveChanges(this.copy(earlier), this.copy(day), (id) => seen.has(id));
      expect(linesOf(told.filter(({ date }) => date === day))).toEqual(changeLines(expected));
    }
    expect(told.filter(({ date }) => !days.slice(1).includes(date))).toEqual([]);
  }

  private copy(day: string): DayCopy {
    return this.naive.sealed.get(day)?.at(-1) ?? { users: [], skus: [] };
  }

  private async compareVisible(): Promise<void> {
    expect(await this.tenant.stored.visible()).toEqual(this.naive.visible());
    expect(await this.tenant.stored.held()).toEqual([...this.naive.held.keys()].sort());
  }

  /** Tries, with whatever befalls a try, until one comes to an end or the operator gives the day up. */
  private async untilDone(day: SnapshotDate, again: boolean): Promise<void> {
    for (let tries = 0; tries < 6; tries += 1) {
      const done = await this.oneTry(day, again);
      await this.compareVisible();
      if (done || this.random.chance(0.1)) return;
      if (this.random.chance(0.4)) this.today = changedDirectory(this.random, this.today, this.size);
    }
  }

  private async oneTry(day: SnapshotDate, again: boolean): Promise<boolean> {
    const { random, tenant, database } = this;
    const kind = random.chance(0.7) ? ("die" as const) : ("lose" as const);
    const fate = random.chance(0.5) ? { at: 1 + random.below(MOST_STATEMENTS), kind } : null;
    const dying = new DyingDatabase(database, fate);
    const plan = this.plan();
    const { tenantId } = tenant;
    try {
      const outcome = await importDay({
        snapshots: writerOf(dying),
        tenantId,
        day,
        copy: this.today,
        again: again ? "because" : null,
        plan,
      });
      if (outcome.kind === "failed") {
        expect(outcome.reason).toBe("MICROSOFT_UNAVAILABLE");
        return false;
      }
      expect(outcome).toMatchObject(this.naive.import(day, this.today, again));
      return true;
    } catch (cause) {
      if (fate === null || dying.statements < fate.at || isAssertion(cause)) throw cause;
      if (dying.completed) this.naive.import(day, this.today, again);
      await endLease(database, tenant.tenantNo);
      return dying.completed;
    }
  }

  private plan(): ListingPlan {
    const { random } = this;
    const earlier = () => (random.chance(0.5) ? this.today : changedDirectory(random, this.today, this.size));
    return {
      random,
      pageSize: 1 + random.below(Math.max(4, this.size)),
      twice: random.below(4),
      ...(random.chance(this.size === LARGE ? 0.6 : 0.2)
        ? { restarts: Array.from({ length: 1 + random.below(2) }, earlier) }
        : {}),
      ...(random.chance(0.1) ? { failure: new ListingFailure("MICROSOFT_UNAVAILABLE") } : {}),
    };
  }

  /** Retention takes days before today and replaced revisions; it may die on the way, and is asked again. */
  private async retire(today: SnapshotDate): Promise<void> {
    const { random, database, tenant } = this;
    const days = this.naive.days().filter((day) => day < today && random.chance(0.4)) as SnapshotDate[];
    const revisions = random.chance(0.5);
    const fate = random.chance(0.4) ? { at: 1 + random.below(40), kind: "die" as const } : null;
    const prune = async (on: Database) => {
      const pruner = new Prune(on, { owner: "prune", leaseMs: 60_000 });
      await pruner.retireDays(tenant.tenantId, days);
      if (revisions) await pruner.retireRevisions(tenant.tenantId, 0);
      await pruner.purge(tenant.tenantId, 0);
    };
    const dying = new DyingDatabase(database, fate);
    try {
      await prune(dying);
    } catch (cause) {
      if (fate === null || dying.statements < fate.at) throw cause;
      await endLease(database, tenant.tenantNo);
      await prune(database);
    }
    this.naive.retireDays(days);
    if (revisions) this.naive.retireRevisions();
    await this.compareVisible();
  }

  private async decide(): Promise<void> {
    const waiting = [...this.naive.held.keys()];
    if (waiting.length === 0) return;
    const day = this.random.pick(waiting) as SnapshotDate;
    const suspects = new SuspectStore(this.database);
    if (this.random.chance(0.6)) {
      await suspects.accept({ tenantId: this.tenant.tenantId, day, actor: "a test" });
      this.naive.accept(day);
    } else {
      await suspects.reject({ tenantId: this.tenant.tenantId, day, actor: "a test" });
      this.naive.reject(day);
    }
    await this.compareVisible();
  }
}

function isAssertion(cause: unknown): boolean {
  return cause instanceof Error && "matcherResult" in cause;
}

/** Two tenants with the same people and SKUs live side by side for some days; every answer is compared at the end. */
export async function liveRandomHistory(database: Database, seed: number): Promise<void> {
  const random = new Random(seed);
  const sizes = random.chance(0.04) ? [LARGE, 30] : [random.pick([3, 12, 30, 45]), random.pick([3, 12, 30, 45])];
  const lives: Life[] = [];
  for (const size of sizes) lives.push(new Life(database, await addTenant(database), random, size));
  const days = 3 + random.below(7);
  try {
    for (let day = 0; day < days; day += 1) {
      for (const life of random.shuffled(lives)) await life.day(addDays(FIRST_DAY, day));
    }
    for (const life of lives) {
      await life.compare();
      await life.compareChanges();
    }
  } catch (cause) {
    throw new Error(`history of seed ${seed} (repeat it with HISTORY_SEED=${seed} HISTORIES=1)`, { cause });
  }
}

/** Histories of consecutive seeds, from HISTORY_SEED where it is given. */
export async function liveHistories(database: Database, count: number): Promise<void> {
  const first = Number(process.env["HISTORY_SEED"] ?? Math.floor(Math.random() * 1_000_000_000));
  for (let index = 0; index < count; index += 1) await liveRandomHistory(database, first + index);
}
