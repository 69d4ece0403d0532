import { freeSkus } from "../../src/model/free-skus.js";
import { addDays, type SnapshotDate } from "../../src/model/snapshot-date.js";
import { ALL_TENANTS } from "../../src/model/tenant.js";
import { createQuestions } from "../../src/query/create-questions.js";
import type { Questions } from "../../src/query/questions.js";
import { createReadStore } from "../../src/store/read/read-store.js";
import { openBenchDatabase, type BenchDatabase } from "./bench-database.js";
import { FIRST, ours, TENANT } from "./designs.js";
import { LivingTenant } from "./directory.js";
import { costOf, figure, printTable, writeResult } from "./measure.js";

/** How long each question is asked before it is timed, and while it is. */
const WARM_MS = 300;
const TIMED_MS = 1_500;
const SERIES = [10, 60];

/** What was asked of a tenant of so many users after so many days; CPU of this process and the server, ms a question. */
export interface Grown {
  readonly users: number;
  readonly days: number;
  /** People who changed on the last day. */
  readonly changed: number;
  readonly answers: Readonly<Record<string, number>>;
}

interface Asked {
  readonly questions: Questions;
  readonly tenant: LivingTenant;
  readonly days: number;
}

/** One tenant that grows old: asked after each of these days. */
export async function growInDays(users: number, marks: readonly number[]): Promise<Grown[]> {
  return withTenant(users, async (bench, tenant, keep) => {
    const grown: Grown[] = [];
    for (let day = 1; day <= Math.max(...marks); day += 1) {
      await keep(day);
      if (marks.includes(day)) grown.push(await askAll(bench, tenant, day));
    }
    return grown;
  });
}

/** Tenants of several sizes, each asked after so many days. */
export async function growInUsers(sizes: readonly number[], days: number): Promise<Grown[]> {
  const grown: Grown[] = [];
  for (const users of sizes) {
    grown.push(
      await withTenant(users, async (bench, tenant, keep) => {
        for (let day = 1; day <= days; day += 1) await keep(day);
        return askAll(bench, tenant, days);
      }),
    );
  }
  return grown;
}

async function withTenant<T>(
  users: number,
  work: (bench: BenchDatabase, tenant: LivingTenant, keep: (day: number) => Promise<void>) => Promise<T>,
): Promise<T> {
  const bench = await openBenchDatabase();
  try {
    const tenant = new LivingTenant(users);
    const design = await ours(bench, tenant);
    return await work(bench, tenant, async (day) => {
      if (day > 1) tenant.nextDay(day);
      await design.keep(addDays(FIRST, day - 1));
    });
  } finally {
    await bench.close();
  }
}

async function askAll(bench: BenchDatabase, tenant: LivingTenant, days: number): Promise<Grown> {
  await bench.plain.query("ANALYZE TABLE user_version, license_version, license_count, group_count, snapshot, person");
  const calendar = { now: () => new Date(`${addDays(FIRST, days - 1)}T20:00:00Z`) };
  const questions = createQuestions({ store: createReadStore(bench.database), calendar, freeSkus: freeSkus() });
  const answers: Record<string, number> = {};
  for (const [name, question] of Object.entries(questionsOf({ questions, tenant, days }))) {
    await during(WARM_MS, question);
    let asked = 0;
    const cost = await costOf(bench.pid, async () => void (asked = await during(TIMED_MS, question)));
    answers[name] = (cost.cpuMs + (cost.serverCpuMs ?? Number.NaN)) / asked;
  }
  return { users: tenant.users.length, days, changed: await changedPeople(questions, days), answers };
}

async function during(ms: number, question: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + ms;
  let asked = 0;
  for (; asked === 0 || performance.now() < end; asked += 1) await question();
  return asked;
}

async function changedPeople(questions: Questions, days: number): Promise<number> {
  const [to, from] = [addDays(FIRST, days - 1), addDays(FIRST, days - 2)];
  const { nodes } = await questions.changeSummaries(ALL_TENANTS, { from, to });
  return nodes[0]?.people ?? 0;
}

/** Whoever came later has the day in the second part of the id. */
function bornOnFirstDay(id: string): boolean {
  return id.slice(9, 13) === "0000";
}

/** Issue 5: point reads, counts, series, and a day's changes, each as the API asks it. */
function questionsOf({ questions, tenant, days }: Asked): Record<string, () => Promise<unknown>> {
  const at = (day: number): SnapshotDate => addDays(FIRST, day - 1);
  const half = Math.floor(tenant.users.length / 2);
  const middle = tenant.users.find(({ id }, index) => index >= half && bornOnFirstDay(id));
  if (middle === undefined) throw new Error("a directory without people");
  const person = { tenantId: TENANT, entraId: middle.id };
  const parts = { licenses: true, totalCount: false };
  const page = (day: number) => questions.users(ALL_TENANTS, { at: at(day), first: 100 }, parts);
  const groupBy = (...keys: readonly ("SKU" | "DEPARTMENT")[]) => keys.map((by) => ({ by }));
  const countsOf = (day: number, ...keys: readonly ("SKU" | "DEPARTMENT")[]) =>
    questions.licenses(ALL_TENANTS, { at: at(day), groupBy: groupBy(...keys) }, { assignedUsers: false });
  const series = (length: number) => () =>
    questions.licenseTrend(
      ALL_TENANTS,
      { from: at(days - length + 1), to: at(days), groupBy: groupBy("SKU"), first: 40 },
      { assignedUsers: false },
    );
  return {
    "a person, latest day": () => questions.personState(ALL_TENANTS, { person }),
    "a person, oldest day": () => questions.personState(ALL_TENANTS, { person, at: FIRST }),
    "page of 100 users and their licenses, latest day": () => page(days),
    "page of 100 users and their licenses, oldest day": () => page(1),
    "counts by SKU, latest day": () => countsOf(days, "SKU"),
    "counts by SKU, a day in the middle": () => countsOf(Math.ceil(days / 2), "SKU"),
    "counts by department and SKU, latest day": () => countsOf(days, "DEPARTMENT", "SKU"),
    "counts by department and SKU, a day in the middle": () => countsOf(Math.ceil(days / 2), "DEPARTMENT", "SKU"),
    ...Object.fromEntries(
      SERIES.filter((length) => length <= days).map((length) => [`series by SKU, ${length} days`, series(length)]),
    ),
    "first 50 changes of a day": () =>
      questions.changes(ALL_TENANTS, { from: at(days - 1), to: at(days) }, { totalCount: false }),
    "all changes of a day, counted": () =>
      questions.changes(ALL_TENANTS, { from: at(days - 1), to: at(days) }, { totalCount: true }),
    "a person's last 50 changes": () => questions.timeline(ALL_TENANTS, { person }, { totalCount: false }),
  };
}

/** A table of both axes; brackets: against the first column. */
export async function growth(users: number, sizes: readonly number[], marks: readonly number[]): Promise<void> {
  const inDays = await growInDays(users, marks);
  print(`${users.toLocaleString("en")} users`, inDays, ({ days }) => `day ${days}`);
  const inUsers = await growInUsers(sizes, 12);
  print("12 days", inUsers, (grown) => `${grown.users.toLocaleString("en")} users`);
  await writeResult("growth", { inDays, inUsers });
}

function print(title: string, all: readonly Grown[], name: (grown: Grown) => string): void {
  const keys = [...new Set(all.flatMap(({ answers }) => Object.keys(answers)))];
  const row = (label: string, of: (grown: Grown) => number | undefined) => {
    const base = all.map(of).find((value) => value !== undefined) ?? Number.NaN;
    const cells = all.map((grown, at) => {
      const value = of(grown);
      return value === undefined ? "-" : figure(value) + (at === 0 ? "" : ` (${figure(value / base)}x)`);
    });
    return [label, ...cells];
  };
  const changes = "all changes of a day, counted";
  printTable(
    [`${title}, CPU of both, ms`, ...all.map(name)],
    [
      ...keys.map((key) => row(key, ({ answers }) => answers[key])),
      row("people who changed that day", ({ changed }) => changed),
      row(
        "all changes of a day, for each of them",
        ({ answers, changed }) => (answers[changes] ?? Number.NaN) / changed,
      ),
    ],
  );
}
