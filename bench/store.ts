import "reflect-metadata";
import { parseArgs } from "node:util";
import { importTenant } from "../src/importer/import-tenant.js";
import { SILENT_LOG } from "../src/log.js";
import type { Guid } from "../src/model/guid.js";
import { addDays, type SnapshotDate } from "../src/model/snapshot-date.js";
import type { Session } from "../src/store/database.js";
import { guidToBinary } from "../src/store/binary.js";
import type { StepSubject } from "../src/store/read/change-reader.js";
import { createReadStore } from "../src/store/read/read-store.js";
import { SnapshotWriter } from "../src/store/write/snapshot-writer.js";
import { TenantStore } from "../src/store/write/tenant-store.js";
import { type BenchDatabase, binlogBytes, openBenchDatabase, tableBytes } from "./support/bench-database.js";
import { LivingTenant } from "./support/directory.js";
import { type Cost, costOf, figure, median, medianMs, megabytes, printTable, writeResult } from "./support/measure.js";
import { NaiveCopies } from "./support/naive-copies.js";

const USAGE = `node --expose-gc --import @swc-node/register/esm-register bench/store.ts [--users 10000] [--days 60] [--naive-days 60] [--million]
One more day and storage.md's questions: this design against full daily copies, in one run on one MySQL.`;

const TENANT = "00000000-0000-4000-8000-000000000001" as Guid;
const FIRST = "2026-01-01" as SnapshotDate;
const RUNS = 5;
const MARKS = [2, 10, 60, 180, 365];

interface DayCost extends Cost {
  readonly binlog: number | null;
  readonly rss: number;
}

/** One way to keep days, as the benchmark fills and asks it. */
interface Design {
  readonly name: string;
  readonly owns: (table: string) => boolean;
  readonly keep: (day: SnapshotDate) => Promise<void>;
  readonly questions: (days: Days) => Record<string, () => Promise<unknown>>;
}

interface Days {
  readonly first: SnapshotDate;
  readonly before: SnapshotDate;
  readonly last: SnapshotDate;
  readonly seriesFrom: SnapshotDate;
  readonly somebody: Guid;
}

const QUESTIONS = {
  changes: "changes since the day before",
  counts: "counts per SKU, one day",
  series: "counts per SKU, 60 days",
  departments: "counts by department and SKU, one day",
  page: "page of 100 users, oldest day",
  history: "one person's history",
} as const;

async function ours(bench: BenchDatabase, tenant: LivingTenant): Promise<Design> {
  const { database } = bench;
  await new TenantStore(database).sync([{ tenantId: TENANT, name: "Bench", defaultDomain: null }], FIRST);
  const settings = { owner: "bench", leaseMs: 60_000, time: () => 0, calendarIsSet: true };
  const snapshots = new SnapshotWriter(database, settings);
  const store = createReadStore(database);
  const rows = (sql: string, parameters: unknown[]) => database.read((session) => session.rows(sql, parameters));
  const seqOf = async (day: SnapshotDate) => {
    const [row] = await rows("SELECT seq FROM snapshot WHERE tenant_no = 1 AND day = ? ORDER BY revision DESC", [day]);
    return (row as { seq: number }).seq;
  };
  return {
    name: "this design",
    owns: (table) => !table.startsWith("naive_"),
    async keep(day) {
      const calendar = { now: () => new Date(`${day}T12:00:00Z`) };
      const deps = { directory: tenant.directory, snapshots, calendar, log: SILENT_LOG };
      const outcome = await importTenant(deps, { tenantId: TENANT, day });
      if (outcome.kind !== "sealed") throw new Error(`the import of ${day} ended as ${JSON.stringify(outcome)}`);
    },
    questions: ({ first, before, last, seriesFrom, somebody }) => ({
      changes: async () => {
        const step = { tenantNo: 1, before: await seqOf(before), after: await seqOf(last) };
        const everything = {
          steps: [step],
          start: { step: 0, userNo: 0 },
          people: "everybody" as const,
          mostSteps: 1,
          expected: 1_000,
        };
        return store.read(async (reads) => {
          const found: StepSubject[] = [];
          for await (const subject of reads.changes.walk({ ...everything, skus: "all" })) found.push(subject);
          return found;
        });
      },
      counts: () => database.read((session) => countsPerSku(session, last, last)),
      series: () => database.read((session) => countsPerSku(session, seriesFrom, last)),
      departments: async () => {
        const pin = { tenantNo: 1, seq: await seqOf(last) };
        return store.read((reads) => reads.counts.byDimension([pin], "DEPARTMENT"));
      },
      page: async () => {
        const set = { pins: [{ tenantNo: 1, seq: await seqOf(first) }], filter: null, skuNo: () => undefined };
        const page = { order: [], key: [1, Math.floor(tenant.users.length / 2)], backward: false, limit: 100 };
        return store.read((reads) => reads.users.page(set, page));
      },
      history: () => rows(history, [guidToBinary(somebody)]),
    }),
  };
}

/** The intervals that touch the days, laid on them: no join that meets every interval once a day. */
async function countsPerSku(session: Session, from: SnapshotDate, to: SnapshotDate) {
  const days = await session.rows<{ day: string; seq: number }>(
    "SELECT day, seq FROM snapshot WHERE tenant_no = 1 AND day >= ? AND day <= ? ORDER BY seq",
    [from, to],
  );
  const counts = await session.rows<{ sku_no: number; from_seq: number; to_seq: number; assignments: number }>(
    "SELECT sku_no, from_seq, to_seq, assignments FROM license_count WHERE tenant_no = 1 AND from_seq <= ? AND to_seq > ?",
    [days.at(-1)?.seq, days[0]?.seq],
  );
  return counts.flatMap((count) =>
    days
      .filter(({ seq }) => count.from_seq <= seq && seq < count.to_seq)
      .map(({ day }) => ({ day, skuNo: count.sku_no, assignments: count.assignments })),
  );
}

const history = `SELECT v.*, l.sku_no, l.from_seq AS held_from, l.to_seq AS held_to FROM person p
  JOIN user_version v ON v.tenant_no = p.tenant_no AND v.user_no = p.user_no
  LEFT JOIN license_version l ON l.tenant_no = p.tenant_no AND l.user_no = p.user_no
  WHERE p.tenant_no = 1 AND p.entra_id = ?`;

async function naive(bench: BenchDatabase, tenant: LivingTenant, way: "insert" | "load"): Promise<Design> {
  const copies = new NaiveCopies(bench.plain, way);
  await copies.create();
  return {
    name: way === "insert" ? "daily copies, multi-row INSERT" : "daily copies, LOAD DATA",
    owns: (table) => table.startsWith(`naive_${way}_`),
    keep: (day) => copies.copy(day, tenant.users),
    questions: ({ first, before, last, seriesFrom, somebody }) => ({
      changes: () => copies.changes(last, before),
      counts: () => copies.countsPerSku(last, last),
      series: () => copies.countsPerSku(seriesFrom, last),
      departments: () => copies.countsByDepartment(last),
      page: () => copies.page(first, somebody),
      history: () => copies.history(somebody),
    }),
  };
}

/** Every design keeps the same days, turn by turn; the naive ones only the last `naiveDays`. */
async function fill(
  bench: BenchDatabase,
  tenant: LivingTenant,
  plan: { designs: Design[]; days: number; naiveDays: number },
) {
  const costs = new Map<string, DayCost[]>(plan.designs.map((design) => [design.name, []]));
  const firstBytes = new Map<string, { at: number; bytes: number }>();
  for (let day = 1; day <= plan.days; day += 1) {
    if (day > 1) tenant.nextDay(day);
    for (const design of plan.designs) {
      if (design.name !== "this design" && day <= plan.days - plan.naiveDays) continue;
      const log = await binlogBytes(bench);
      globalThis.gc?.();
      const cost = await costOf(bench.pid, () => design.keep(addDays(FIRST, day - 1)));
      const after = await binlogBytes(bench);
      costs.get(design.name)?.push({
        ...cost,
        binlog: log === null || after === null ? null : after - log,
        rss: process.memoryUsage.rss(),
      });
      if (!firstBytes.has(design.name))
        firstBytes.set(design.name, { at: day, bytes: await tableBytes(bench, design.owns) });
    }
  }
  return { costs, firstBytes };
}

type Filled = Awaited<ReturnType<typeof fill>>;

async function oneMoreDay(bench: BenchDatabase, design: Design, { costs, firstBytes }: Filled, days: number) {
  const later = (costs.get(design.name) ?? []).slice(1);
  const first = firstBytes.get(design.name) ?? { at: 1, bytes: 0 };
  const grown = (await tableBytes(bench, design.owns)) - first.bytes;
  const middle = (of: (cost: DayCost) => number | null) => median(later.map((cost) => of(cost) ?? Number.NaN));
  return {
    ms: middle((cost) => cost.ms),
    cpuMs: middle((cost) => cost.cpuMs),
    serverCpuMs: middle((cost) => cost.serverCpuMs),
    megabytesADay: megabytes(grown / Math.max(1, days - first.at)),
    binlogMegabytes: megabytes(middle((cost) => cost.binlog)),
    rssMegabytes: megabytes(middle((cost) => cost.rss)),
    firstDayMs: costs.get(design.name)?.[0]?.ms ?? Number.NaN,
  };
}

async function ask(design: Design, tenant: LivingTenant, plan: { days: number; naiveDays: number }) {
  const kept = design.name === "this design" ? plan.days : Math.min(plan.days, plan.naiveDays);
  const last = addDays(FIRST, plan.days - 1);
  const series = Math.min(60, kept);
  const days: Days = {
    first: addDays(last, 1 - kept),
    before: addDays(last, -1),
    last,
    seriesFrom: addDays(last, 1 - series),
    somebody: tenant.users[Math.floor(tenant.users.length / 2)]?.id ?? TENANT,
  };
  const answers: Record<string, number> = {};
  for (const [key, question] of Object.entries(design.questions(days))) {
    await question();
    answers[key] = await medianMs(RUNS, question);
  }
  return { ms: answers, seriesDays: series };
}

type Measured = {
  design: string;
  day: Awaited<ReturnType<typeof oneMoreDay>>;
  answers: Awaited<ReturnType<typeof ask>>;
};

function print(measured: readonly Measured[]): void {
  const base = measured[0];
  if (base === undefined) return;
  const row = (title: string, of: (each: Measured) => number) => {
    const ratio = (value: number) => (Number.isNaN(value) ? "" : ` (${figure(value / of(base))}x)`);
    return [title, ...measured.map((each, at) => figure(of(each)) + (at === 0 ? "" : ratio(of(each))))];
  };
  printTable(
    ["one more day, or one question", ...measured.map((each) => each.design)],
    [
      row("import, rows in memory, ms", (each) => each.day.ms),
      row("CPU of this process, ms", (each) => each.day.cpuMs),
      row("CPU of the server, ms", (each) => each.day.serverCpuMs),
      row("MB a day in table files", (each) => each.day.megabytesADay),
      row("MB a day in the binary log", (each) => each.day.binlogMegabytes),
      row("RSS, MB (with the directory in memory)", (each) => each.day.rssMegabytes),
      ...Object.entries(QUESTIONS).map(([key, title]) =>
        row(`${title}, ms`, (each) => each.answers.ms[key] ?? Number.NaN),
      ),
    ],
  );
  for (const each of measured)
    if (each.answers.seriesDays < 60)
      console.log(`${each.design}: its series holds ${each.answers.seriesDays} days, not 60.`);
}

async function run(users: number, days: number, naiveDays: number): Promise<void> {
  const bench = await openBenchDatabase();
  try {
    console.log(
      `${users.toLocaleString("en")} users, 1% a day, ${days} days (naive: ${naiveDays}), ${bench.version}\n`,
    );
    const tenant = new LivingTenant(users);
    const designs = [
      await ours(bench, tenant),
      await naive(bench, tenant, "insert"),
      await naive(bench, tenant, "load"),
    ];
    const filled = await fill(bench, tenant, { designs, days, naiveDays });
    await bench.plain.query(
      "ANALYZE TABLE user_version, license_version, license_count, group_count, snapshot, person",
    );
    const measured: Measured[] = [];
    for (const design of designs) {
      const day = await oneMoreDay(bench, design, filled, days);
      measured.push({ design: design.name, day, answers: await ask(design, tenant, { days, naiveDays }) });
    }
    print(measured);
    const mine = filled.costs.get("this design") ?? [];
    const growth = MARKS.filter((mark) => mark <= days).map((mark) => ({ day: mark, ms: mine[mark - 1]?.ms }));
    console.log(
      `this design, day by day: ${growth.map(({ day, ms }) => `day ${day}: ${figure(ms ?? null)} ms`).join(", ")}`,
    );
    await writeResult(`store-${users}`, { users, days, naiveDays, server: bench.version, measured, growth });
  } finally {
    await bench.close();
  }
}

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "10000" },
    days: { type: "string", default: "60" },
    "naive-days": { type: "string", default: "60" },
    million: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else {
  const days = Number(values.days);
  const users = values.million ? 1_000_000 : Number(values.users);
  await run(users, days, Math.min(days, Number(values["naive-days"])));
}
