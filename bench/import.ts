import "reflect-metadata";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { parseArgs, promisify } from "node:util";
import { AssignmentCounter } from "../src/importer/assignment-counter.js";
import { type ImportDeps, importTenant } from "../src/importer/import-tenant.js";
import { ContentHash, UserHash } from "../src/importer/state-hash.js";
import { SILENT_LOG } from "../src/log.js";
import { parsePage } from "../src/microsoft/pages.js";
import { parseUser } from "../src/microsoft/user-schema.js";
import type { DirectoryUser } from "../src/model/directory-user.js";
import type { Guid } from "../src/model/guid.js";
import type { SnapshotDate } from "../src/model/snapshot-date.js";
import { openDatabase } from "../src/store/data-source.js";
import { SnapshotWriter } from "../src/store/write/snapshot-writer.js";
import { TenantStore } from "../src/store/write/tenant-store.js";
import { openBenchDatabase } from "./support/bench-database.js";
import { graphUser, LivingTenant } from "./support/directory.js";
import { costOf, figure, printTable, writeResult } from "./support/measure.js";

const USAGE = `node --import @swc-node/register/esm-register bench/import.ts [--first] [--users 100000] [--growth] [--million]
An import of Graph's pages from a file, each in a process of its own: CPU against parsing and hashing the same pages
alone, and peak RSS. --first: the first import and a day with 1% changes only. --growth: 10k, 100k (and 1M with --million).`;

const TENANT = "00000000-0000-4000-8000-000000000001" as Guid;
const DAYS = ["2026-01-01", "2026-01-02"] as const;

type Task = "parse" | "import";

interface Report {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

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

async function* pagesOf(file: string): AsyncGenerator<DirectoryUser[]> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    yield parsePage("GET /users", JSON.parse(line)).items.map(parseUser);
  }
}

async function parseAlone(file: string): Promise<void> {
  const content = new ContentHash();
  const counter = new AssignmentCounter();
  const hash = new UserHash();
  for await (const users of pagesOf(file)) {
    for (const user of users) {
      content.add(hash.of(user));
      counter.add(user);
    }
  }
}

async function importFile(url: string, day: string, file: string): Promise<void> {
  const database = await openDatabase(url);
  const settings = { owner: "bench", leaseMs: 60_000, time: () => 0, calendarIsSet: true };
  const skus = new LivingTenant(1).skus;
  const directory: ImportDeps["directory"] = {
    listSubscribedSkus: async () => skus,
    async *listUsers() {
      for await (const users of pagesOf(file)) yield { kind: "page", users };
    },
  };
  const calendar = { now: () => new Date(`${day}T12:00:00Z`) };
  const deps = { directory, snapshots: new SnapshotWriter(database, settings), calendar, log: SILENT_LOG };
  const outcome = await importTenant(deps, { tenantId: TENANT, day: day as SnapshotDate });
  if (outcome.kind !== "sealed") throw new Error(`the import of ${day} ended as ${JSON.stringify(outcome)}`);
  await database.close();
}

/** What the child does, and what it cost: the report is its only line. */
async function child(task: Task, { url, day, file }: { url: string; day: string; file: string }): Promise<void> {
  const { ms, cpuMs } = await costOf(undefined, () =>
    task === "parse" ? parseAlone(file) : importFile(url, day, file),
  );
  console.log(JSON.stringify({ ms, cpuMs, peakRssMb: process.resourceUsage().maxRSS / 1_000 }));
}

async function inChild(task: Task, where: { url: string; day: string; file: string }): Promise<Report> {
  const script = ["--import", "@swc-node/register/esm-register", "bench/import.ts"];
  const options = Object.entries({ child: task, ...where }).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout } = await promisify(execFile)(process.execPath, [...script, ...options]);
  return JSON.parse(stdout) as Report;
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
    const where = (at: 0 | 1) => ({ url: bench.url, day: DAYS[at], file: files[at] ?? "" });
    const first = await inChild("import", where(0));
    const next = await inChild("import", where(1));
    return { users, first, next, ...(firstOnly ? {} : { parse: await inChild("parse", where(1)) }) };
  } finally {
    await bench.close();
    await rm(folder, { recursive: true });
  }
}

function print(results: readonly Awaited<ReturnType<typeof measure>>[]): void {
  const row = (users: number, title: string, { ms, cpuMs, peakRssMb }: Report, parse?: Report) => [
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
    ...{ child: { type: "string" }, url: { type: "string" }, day: { type: "string" }, file: { type: "string" } },
  },
});

async function main(): Promise<void> {
  const { first, growth, million } = values;
  if (values.help) return console.log(USAGE);
  if (values.child !== undefined) {
    const { url = "", day = "", file = "" } = values;
    return child(values.child as Task, { url, day, file });
  }
  const sizes = growth
    ? [10_000, 100_000, ...(million ? [1_000_000] : [])]
    : [million ? 1_000_000 : Number(values.users)];
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (const users of sizes) results.push(await measure(users, first));
  print(results);
  await writeResult(`import-${first ? "first-" : ""}${sizes.join("-")}`, { results });
}

await main();
