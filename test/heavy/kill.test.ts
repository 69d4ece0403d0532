import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import type { ImportOutcome } from "../../src/model/import-outcome.js";
import { openDatabase } from "../../src/store/data-source.js";
import { countRun } from "../support/count-run.js";
import { type TestDatabase, testDatabaseUrls } from "../support/databases/test-database.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { believed } from "../support/import/believed.js";
import {
  addTenant,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../support/import/import-workbench.js";
import { type Death, KILL_PAGES, killDay, killDays, type KillTask } from "../support/import/kill-task.js";
import { KillingDatabase, type LastWords } from "../support/import/killing-database.js";
import type { DayAnswers, DayCopy } from "../support/naive/day-copy.js";
import { answersOf, changesBetween } from "../support/naive/naive-tenant.js";
import { Random } from "../support/naive/random.js";
import { StoredAnswers } from "../support/naive/stored-answers.js";

/** Of all databases together: 50 are 20 on the embedded database, 15 on MySQL and 15 on MariaDB. */
const KILLS = howMany("KILLS");
const DATABASES = testDatabaseUrls();
const KILLS_OF_A_TENANT = 5;
const SIDE_BY_SIDE = 3;
const CHILD = "test/support/import/kill-child.ts";

/** How long an import is, in statements: where it first writes a person, and where it seals. */
interface Length {
  readonly firstPerson: number;
  readonly seal: number;
}

/** A tenant whose days are imported by children that die. */
interface Victim {
  readonly tenant: TestTenant;
  readonly seed: number;
  readonly copies: readonly DayCopy[];
  readonly answers: readonly DayAnswers[];
}

/** From the seed on, the first whose days are all believed: one in some thousand lists so few SKUs that a day is held. */
async function victimOf(bench: Workbench, from: number): Promise<Victim> {
  let seed = from;
  let copies = killDays(seed, KILLS_OF_A_TENANT + 1);
  while (!believed(copies)) copies = killDays((seed += 1), KILLS_OF_A_TENANT + 1);
  return { tenant: await addTenant(bench.database), seed, copies, answers: copies.map(answersOf) };
}

function importOf(victim: Victim, dayIndex: number, database: Workbench["database"] | KillingDatabase) {
  const copy = victim.copies[dayIndex];
  if (copy === undefined) throw new Error("no such day");
  return importDay({
    snapshots: writerOf(database), // the usual lease: only the child's has to run out soon
    tenantId: victim.tenant.tenantId,
    day: killDay(dayIndex),
    copy,
    plan: { ...KILL_PAGES, random: new Random(victim.seed + dayIndex) },
  });
}

/** Imports the day as the next worker would: once the dead one's lease has run out. */
async function finish(victim: Victim, dayIndex: number, bench: Workbench): Promise<ImportOutcome> {
  for (;;) {
    const outcome = await importOf(victim, dayIndex, bench.database);
    if (outcome.kind !== "busy") return outcome;
    await sleep(200);
  }
}

async function measure(bench: Workbench): Promise<Length> {
  const victim = await victimOf(bench, 1);
  await importOf(victim, 0, bench.database);
  const counting = new KillingDatabase(bench.database, null);
  await importOf(victim, 1, counting);
  return { firstPerson: counting.firstPerson, seal: counting.statements - 5 };
}

/** Half of the deaths anywhere before the seal, half between the first write to `person` and the seal. */
function deathOf(random: Random, { firstPerson, seal }: Length): Death {
  const after = random.chance(0.5) ? null : random.below(4);
  if (random.chance(0.4)) return { from: "start", at: 1 + random.below(seal - 15), after };
  return { from: "person", at: random.below(seal - firstPerson - 15), after };
}

function runChild(task: KillTask): Promise<{ signal: string | null; output: string }> {
  const flags = ["--import", "@swc-node/register/esm-register", CHILD, JSON.stringify(task)];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, flags, (_error, stdout, stderr) => {
      resolve({ signal: child.signalCode, output: stdout + stderr });
    });
  });
}

/** One day of a victim: a child is killed in it, then the next worker completes it. Gives the child's last words. */
async function killAndFinish(victim: Victim, dayIndex: number, bench: Workbench, death: Death): Promise<LastWords> {
  const { seed, tenant } = victim;
  const { signal, output } = await runChild({ url: bench.url, tenantId: tenant.tenantId, seed, dayIndex, death });
  if (signal !== "SIGKILL") throw new Error(`the child was not killed at ${JSON.stringify(death)}: ${output}`);
  const outcome = await finish(victim, dayIndex, bench);
  if (!/^(already-)?sealed$/.test(outcome.kind)) {
    throw new Error(`seed ${seed}, day ${dayIndex} after ${JSON.stringify(death)} ended as ${JSON.stringify(outcome)}`);
  }
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as LastWords;
}

async function compare({ tenant, copies, answers }: Victim): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    expect(await tenant.stored.at(killDay(index), 1)).toEqual(answer);
    const [before, after] = [copies[index - 1], copies[index]];
    if (before === undefined || after === undefined) continue;
    const changes = await tenant.stored.changes(killDay(index - 1), killDay(index));
    expect(changes).toEqual(changesBetween(before, after));
  }
  expect(await tenant.stored.leftovers()).toEqual([]);
}

/** Reads whatever is visible over a database of its own, again and again; a day that is not whole ends the test. */
async function pollWholeDays(url: string, victims: readonly Victim[], stopped: () => boolean): Promise<number> {
  const database = await openDatabase(url);
  const random = new Random(2);
  let looks = 0;
  try {
    for (; !stopped(); looks += 1) {
      const { tenant, answers } = random.pick(victims);
      const stored = new StoredAnswers(database, tenant.tenantNo);
      const visible = await stored.visible();
      expect(visible).toEqual(visible.map((_, index) => `${killDay(index)}/1`));
      const newest = visible.length - 1;
      if (newest >= 0) expect(await stored.at(killDay(newest), 1)).toEqual(answers[newest]);
      await sleep(100);
    }
    return looks;
  } finally {
    await database.close();
  }
}

async function killMany(bench: Workbench, kills: number): Promise<LastWords[]> {
  const random = new Random(Number(process.env["KILL_SEED"] ?? Math.floor(Math.random() * 1_000_000)));
  const length = await measure(bench);
  const victims: Victim[] = [];
  for (let at = 0; at < kills; at += KILLS_OF_A_TENANT) victims.push(await victimOf(bench, random.below(1_000_000)));
  for (const victim of victims) await importOf(victim, 0, bench.database);
  const words: LastWords[] = [];
  const waiting = [...victims];
  const lane = async () => {
    for (let victim = waiting.shift(); victim !== undefined; victim = waiting.shift()) {
      for (let day = 1; day <= KILLS_OF_A_TENANT; day += 1) {
        words.push(await killAndFinish(victim, day, bench, deathOf(random, length)));
      }
      await compare(victim);
    }
  };
  let over = false;
  const reader = pollWholeDays(bench.url, victims, () => over);
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  } finally {
    over = true;
  }
  expect(await reader).toBeGreaterThan(kills);
  return words;
}

function killsOf({ name }: TestDatabase): number {
  const tenants = Math.ceil(KILLS / KILLS_OF_A_TENANT);
  const each = Math.floor(tenants / DATABASES.length);
  const rest = name === "embedded" ? tenants - each * DATABASES.length : 0;
  return (each + rest) * KILLS_OF_A_TENANT;
}

describe.each(DATABASES.map((database) => [database.name, database] as const))(
  "an import killed (%s)",
  (_, database) => {
    it(
      "shows no part of a day, and the next run completes it as if nothing had been",
      async () => {
        const bench = await openWorkbench(database.create);

        const words = await killMany(bench, killsOf(database)).finally(() => bench.close());

        expect(words).toHaveLength(killsOf(database));
        const afterPerson = words.filter((word) => word.afterPerson).length;
        expect(afterPerson).toBeGreaterThanOrEqual(Math.floor(words.length / 5));
        countRun("kills", words.length);
        countRun("kills between the first write to person and the seal", afterPerson);
        countRun(`kills on ${database.name}`, words.length);
      },
      timeLimit(600_000),
    );
  },
);
