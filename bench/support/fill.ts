import { addDays } from "../../src/model/snapshot-date.js";
import { type BenchDatabase, binlogBytes, tableBytes } from "./bench-database.js";
import { type Days, type Design, FIRST } from "./designs.js";
import type { LivingTenant } from "./directory.js";
import { type Cost, costOf, median, medianMs, megabytes, quiet } from "./measure.js";

/** Of a question: so many, or as many as its second run says when it is quick. */
const RUNS = { least: 5, most: 60, milliseconds: 1_000 };
/** The days at which this design is asked and weighed. */
const MARKS = [10, 60, 180, 365];
/** Files grow in steps of up to 4 MB a table: the days before this one are left out where there are twice as many. */
const SETTLED = 10;

export const QUESTIONS = {
  changes: "changes since the day before",
  counts: "counts per SKU, one day",
  series: "counts per SKU, 60 days",
  departments: "counts by department and SKU, one day",
  page: "page of 100 users and their licenses, oldest day",
  history: "one person's history",
} as const;

interface DayCost extends Cost {
  readonly day: number;
  readonly binlog: number | null;
  readonly rss: number;
  /** Of the table files, after the day. */
  readonly bytes: number;
}

export type Mark = { readonly day: number } & Awaited<ReturnType<typeof oneMoreDay>> & Awaited<ReturnType<typeof ask>>;

interface Plan {
  readonly designs: readonly Design[];
  readonly days: number;
  readonly naiveDays: number;
}

/** Every design keeps the same days, turn by turn; the naive ones only the last `naiveDays`. */
export async function fill(bench: BenchDatabase, tenant: LivingTenant, { designs, days, naiveDays }: Plan) {
  const costs = new Map<string, DayCost[]>(designs.map((design) => [design.name, []]));
  const marks: Mark[] = [];
  for (let day = 1; day <= days; day += 1) {
    if (day > 1) tenant.nextDay(day);
    for (const design of designs) {
      const mine = design.name === "this design";
      if (!mine && day <= days - naiveDays) continue;
      costs.get(design.name)?.push(await costOfDay(bench, design, day));
      if (!mine || !MARKS.includes(day)) continue;
      await analyze(bench);
      const figures = oneMoreDay((costs.get(design.name) ?? []).slice(-SETTLED));
      marks.push({ day, ...figures, ...(await ask(design, tenant, { last: day, kept: day })) });
    }
  }
  await analyze(bench);
  return { costs, marks };
}

async function analyze({ plain, pid }: BenchDatabase): Promise<void> {
  await plain.query("ANALYZE TABLE user_version, license_version, license_count, group_count, snapshot, person");
  await quiet(pid);
}

async function costOfDay(bench: BenchDatabase, design: Design, day: number): Promise<DayCost> {
  const log = await binlogBytes(bench);
  await quiet(bench.pid);
  globalThis.gc?.();
  const cost = await costOf(bench.pid, () => design.keep(addDays(FIRST, day - 1)));
  const after = await binlogBytes(bench);
  const binlog = log === null || after === null ? null : after - log;
  return { ...cost, day, binlog, rss: process.memoryUsage.rss(), bytes: await tableBytes(bench, design.owns) };
}

/** The middle of every day but the first one given. */
export function oneMoreDay(costs: readonly DayCost[]) {
  const later = costs.slice(1);
  const middle = (of: (cost: DayCost) => number | null) => median(later.map((cost) => of(cost) ?? Number.NaN));
  const from = costs[costs.length >= 2 * SETTLED ? SETTLED - 1 : 0];
  const to = costs.at(-1);
  const grown = from === undefined || to === undefined ? Number.NaN : (to.bytes - from.bytes) / (to.day - from.day);
  return {
    ms: middle((cost) => cost.ms),
    cpuMs: middle((cost) => cost.cpuMs),
    serverCpuMs: middle((cost) => cost.serverCpuMs),
    bothCpuMs: middle((cost) => (cost.serverCpuMs === null ? null : cost.cpuMs + cost.serverCpuMs)),
    megabytesADay: megabytes(grown),
    binlogMegabytes: megabytes(middle((cost) => cost.binlog)),
    rssMegabytes: megabytes(middle((cost) => cost.rss)),
    tableMegabytes: megabytes(to?.bytes ?? Number.NaN),
  };
}

/** The questions about the `kept` days up to day `last`. */
export async function ask(design: Design, tenant: LivingTenant, { last, kept }: { last: number; kept: number }) {
  const lastDay = addDays(FIRST, last - 1);
  const seriesDays = Math.min(60, kept);
  const days: Days = {
    first: addDays(lastDay, 1 - kept),
    before: addDays(lastDay, -1),
    last: lastDay,
    seriesFrom: addDays(lastDay, 1 - seriesDays),
    somebody: tenant.users[Math.floor(tenant.users.length / 2)]?.id ?? nobody(),
  };
  const answers: Record<string, number> = {};
  for (const [key, question] of Object.entries(design.questions(days))) {
    await question();
    const ms = await medianMs(1, question);
    const runs = Math.min(RUNS.most, Math.max(RUNS.least, Math.round(RUNS.milliseconds / ms)));
    await medianMs(runs, question); // so that everybody's code is compiled when it is timed
    answers[key] = await medianMs(runs, question);
  }
  return { answers, seriesDays };
}

function nobody(): never {
  throw new Error("a directory without people");
}

export interface Measured {
  readonly design: string;
  readonly day: ReturnType<typeof oneMoreDay>;
  readonly asked: Awaited<ReturnType<typeof ask>>;
}
