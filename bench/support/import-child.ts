import "reflect-metadata";
import { createReadStream } from "node:fs";
import { AssignmentCounter } from "../../src/importer/assignment-counter.js";
import { type ImportDeps, importTenant } from "../../src/importer/import-tenant.js";
import { ContentHash, UserHash } from "../../src/importer/state-hash.js";
import { SILENT_LOG } from "../../src/log.js";
import { parsePage } from "../../src/microsoft/pages.js";
import { parseUser } from "../../src/microsoft/user-schema.js";
import type { DirectoryUser } from "../../src/model/directory-user.js";
import type { Guid } from "../../src/model/guid.js";
import type { SnapshotDate } from "../../src/model/snapshot-date.js";
import { openDatabase } from "../../src/store/data-source.js";
import { SnapshotWriter } from "../../src/store/write/snapshot-writer.js";
import { LivingTenant } from "./directory.js";
import { costOf } from "./measure.js";
import { peakRssMb } from "../../test/support/peak-rss.js";

/** What the child does, on which file of pages; without a database for "parse". */
export interface ImportTask {
  readonly task: "parse" | "import";
  readonly tenantId: Guid;
  readonly url: string;
  readonly day: SnapshotDate;
  readonly file: string;
}

/** Its only line. */
export interface ImportReport {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

/** The lines of a file, each read when it is asked for: `readline` reads ahead of a slow consumer, and keeps it. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const chunk of createReadStream(file, "utf8") as AsyncIterable<string>) {
    const lines = chunk.split("\n");
    for (const end of lines.slice(0, -1)) {
      yield pieces.join("") + end;
      pieces = [];
    }
    pieces.push(lines.at(-1) ?? "");
  }
}

async function* pagesOf(file: string): AsyncGenerator<DirectoryUser[]> {
  for await (const line of linesOf(file)) {
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

/** A process opens its database once, for every tenant and night: that is not measured. */
async function openedImport({ url, day, file, tenantId }: ImportTask) {
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
  const run = async () => {
    const outcome = await importTenant(deps, { tenantId, day });
    if (outcome.kind !== "sealed") throw new Error(`the import of ${day} ended as ${JSON.stringify(outcome)}`);
  };
  return { run, close: () => database.close() };
}

async function costOfImport(task: ImportTask) {
  const { run, close } = await openedImport(task);
  const cost = await costOf(undefined, run);
  await close();
  return cost;
}

const task = JSON.parse(process.argv[2] ?? "{}") as ImportTask;
const cost = task.task === "parse" ? await costOf(undefined, () => parseAlone(task.file)) : await costOfImport(task);
const { ms, cpuMs } = cost;
const report: ImportReport = { ms, cpuMs, peakRssMb: peakRssMb() };
console.log(JSON.stringify(report));
