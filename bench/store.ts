import "reflect-metadata";
import { parseArgs } from "node:util";
import { openBenchDatabase } from "./support/bench-database.js";
import { naive, ours } from "./support/designs.js";
import { LivingTenant } from "./support/directory.js";
import { ask, fill, type Mark, type Measured, oneMoreDay, QUESTIONS } from "./support/fill.js";
import { growth } from "./support/growth.js";
import { figure, printTable, writeResult } from "./support/measure.js";

const USAGE = `node --expose-gc --import @swc-node/register/esm-register bench/store.ts [--users 10000] [--days 60] [--naive-days 60] [--million] [--growth]
One more day and storage.md's questions: this design against full daily copies, in one run on one MySQL.
A second table shows this design at day 10, 60, 180 and 365.
--growth asks the API's questions instead, of 10,000 users after 10, 100 and 1,000 days, and of 10,000, 100,000 and (--million) 1,000,000 users.`;

const DAY_ROWS = {
  ms: "import, rows in memory, ms",
  cpuMs: "CPU of this process, ms",
  serverCpuMs: "CPU of the server, ms",
  bothCpuMs: "CPU of both, ms",
  megabytesADay: "MB a day in table files",
  binlogMegabytes: "MB a day in the binary log",
  rssMegabytes: "RSS, MB (with the directory in memory)",
} as const;

type DayRow = [keyof typeof DAY_ROWS, string];
type QuestionRow = [keyof typeof QUESTIONS, string];

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
      ...(Object.entries(DAY_ROWS) as DayRow[]).map(([key, title]) => row(title, (each) => each.day[key])),
      ...(Object.entries(QUESTIONS) as QuestionRow[]).map(([key, title]) =>
        row(`${title}, ms`, (each) => each.asked.answers[key] ?? Number.NaN),
      ),
    ],
  );
  for (const { design, asked } of measured)
    if (asked.seriesDays < 60) console.log(`${design}: its series holds ${asked.seriesDays} days, not 60.`);
}

/** How this design goes on; a day is the middle of the nine before the mark. */
function printMarks(marks: readonly Mark[]): void {
  if (marks.length === 0) return;
  const rows = [
    ...(Object.entries(DAY_ROWS) as DayRow[]).map(([key, title]) => [title, ...marks.map((mark) => figure(mark[key]))]),
    ["MB in table files", ...marks.map((mark) => figure(mark.tableMegabytes))],
    ...(Object.entries(QUESTIONS) as QuestionRow[]).map(([key, title]) => [
      `${title}, ms`,
      ...marks.map((mark) => figure(mark.answers[key] ?? null)),
    ]),
  ];
  printTable(["this design", ...marks.map((mark) => `day ${mark.day}`)], rows);
}

async function run(users: number, days: number, naiveDays: number): Promise<void> {
  const bench = await openBenchDatabase();
  try {
    const size = `${users.toLocaleString("en")} users, 1% a day`;
    console.log(`${size}, ${days} days (naive: ${naiveDays}), ${bench.version}\n`);
    const tenant = new LivingTenant(users);
    const copies = naiveDays === 0 ? [] : [await naive(bench, tenant, "insert"), await naive(bench, tenant, "load")];
    const designs = [await ours(bench, tenant), ...copies];
    const { costs, marks } = await fill(bench, tenant, { designs, days, naiveDays });
    const measured: Measured[] = [];
    for (const design of designs) {
      const kept = design.name === "this design" ? days : naiveDays;
      const day = oneMoreDay(costs.get(design.name) ?? []);
      measured.push({ design: design.name, day, asked: await ask(design, tenant, { last: days, kept }) });
    }
    print(measured);
    printMarks(marks);
    const result = { users, days, naiveDays, server: bench.version, measured, marks };
    await writeResult(`store-${users}-${days}`, result);
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
    growth: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else if (values.growth) {
  const sizes = values.million ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
  await growth(
    Number(values.users),
    sizes,
    [10, 100, 1_000].filter((day) => day <= Math.max(10, Number(values.days))),
  );
} else {
  const days = Number(values.days);
  const users = values.million ? 1_000_000 : Number(values.users);
  await run(users, days, Math.min(days, Number(values["naive-days"])));
}
