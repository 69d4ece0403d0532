import "reflect-metadata";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs, promisify } from "node:util";
import type { Guid } from "../src/model/guid.js";
import type { SnapshotDate } from "../src/model/snapshot-date.js";
import { TenantStore } from "../src/store/write/tenant-store.js";
import { openBenchDatabase } from "./support/bench-database.js";
import { graphUser, LivingTenant } from "./support/directory.js";
import type { ImportReport, ImportTask } from "./support/import-child.js";
import { figure, printTable, writeResult } from "./support/measure.js";

const USAGE = `node --import @swc-node/register/esm-register bench/import.ts [--first] [--users 100000] [--growth] [--million]
An import of Graph's pages from a file, each in a process of its own: CPU against parsing and hashing the same pages
alone, and peak RSS. --first: the first import and a day with 1% changes only. --growth: 10k, 100k (and 1M with --million).`;

const TENANT = "00000000-0000-4000-8000-000000000001" as Guid;
const DAYS = ["2026-01-01", "2026-01-02"] as const;

const run = promisify(execFile);

/** The pages as Graph sends them, one a line. */
async function writePages(tenant: LivingTenant, file: string): Promise<void> {
  const out = createWriteStream(file);
  for (const users of tenant.pages()) {
    const page = JSON.stringify({ value: users.map(graphUser), "@odata.nextLink": null });
    if (!out.write(`${page}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

/** The program as it is built and shipped: the TypeScript loader of the scripts alone takes 120 MB. */
async function build(): Promise<void> {
  await run(process.execPath, ["node_modules/typescript7/bin/tsc", "-p", "tsconfig.bench.json"]);
}

async function inChild(task: Omit<ImportTask, "tenantId">): Promise<ImportReport> {
  const script = ".cache/bench/bench/support/import-child.js";
  const { stdout } = await run(process.execPath, [script, JSON.stringify({ ...task, tenantId: TENANT })]);
  return JSON.parse(stdout) as ImportReport;
}

async function measure(users: number, firstOnly: boolean) {
  const folder = await mkdtemp(join(tmpdir(), "bench-import-"));
  const bench = await openBenchDatabase();
  try {
    const files = DAYS.map((day) => join(folder, day));
    const tenant = new LivingTenant(users);
    await writePages(tenant, files[0] ?? "");
    tenant.nextDay(2);
    await writePages(tenant, files[1] ?? "");
    await new TenantStore(bench.database).sync(
      [{ tenantId: TENANT, name: "Bench", defaultDomain: null }],
      DAYS[0] as SnapshotDate,
    );
    const where = (at: 0 | 1) => ({ url: bench.url, day: DAYS[at] as SnapshotDate, file: files[at] ?? "" });
    const first = await inChild({ task: "import", ...where(0) });
    const next = await inChild({ task: "import", ...where(1) });
    return { users, first, next, ...(firstOnly ? {} : { parse: await inChild({ task: "parse", ...where(1) }) }) };
  } finally {
    await bench.close();
    await rm(folder, { recursive: true });
  }
}

function print(results: readonly Awaited<ReturnType<typeof measure>>[]): void {
  const row = (users: number, title: string, { ms, cpuMs, peakRssMb }: ImportReport, parse?: ImportReport) => [
    ...[users.toLocaleString("en"), title, figure(ms), figure(cpuMs), figure(peakRssMb)],
    parse === undefined ? "-" : figure(cpuMs / parse.cpuMs),
  ];
  printTable(
    ["users", "work", "ms", "CPU, ms", "peak RSS, MB", "CPU against parsing and hashing"],
    results.flatMap(({ users, first, next, parse }) => [
      row(users, "first import", first, parse),
      row(users, "a day with 1% changes", next, parse),
      ...(parse === undefined ? [] : [row(users, "parsing and hashing alone", parse, parse)]),
    ]),
  );
}

const { values } = parseArgs({
  options: {
    first: { type: "boolean", default: false },
    users: { type: "string", default: "100000" },
    growth: { type: "boolean", default: false },
    million: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const { first, growth, million } = values;
  if (values.help) return console.log(USAGE);
  await build();
  const sizes = growth
    ? [10_000, 100_000, ...(million ? [1_000_000] : [])]
    : [million ? 1_000_000 : Number(values.users)];
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (const users of sizes) results.push(await measure(users, first));
  print(results);
  await writeResult(`import-${first ? "first-" : ""}${sizes.join("-")}`, { results });
}

await main();
