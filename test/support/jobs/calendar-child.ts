import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alerts } from "../../../src/jobs/alerts.js";
import { createImportTenant } from "../../../src/jobs/import-tenant.js";
import { PartnerBreaker } from "../../../src/jobs/partner-breaker.js";
import { createPlanner } from "../../../src/jobs/planner.js";
import { SILENT_LOG } from "../../../src/log.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import { PartnerPauseStore } from "../../../src/store/write/partner-pause-store.js";
import { ScheduleStore } from "../../../src/store/write/schedule-store.js";
import { SuspectStore } from "../../../src/store/write/suspect-store.js";
import { addTenant, writerOf } from "../import/import-workbench.js";
import { listedDirectory } from "../import/listed-directory.js";
import { randomDirectory } from "../naive/random-directory.js";
import { Random } from "../naive/random.js";
import { HandRunQueue } from "./hand-run-queue.js";

/** What the child finds out: how many imports were planned and made on each day, and which of them before the earliest hour. */
export interface CalendarReport {
  readonly zone: string;
  readonly planned: Record<string, number>;
  readonly imported: Record<string, number>;
  readonly early: string[];
}

const FIRST = Date.parse("2027-01-01T00:00:00Z");
const HOUR = 3_600_000;
const EARLIEST = 60;

/** Lives through so many days hour by hour in this process's time zone, with planner and imports of one tenant. */
async function live(days: number): Promise<CalendarReport> {
  const folder = mkdtempSync(join(tmpdir(), "calendar-"));
  const database = await openDatabase(`file:${join(folder, "x.db")}`);
  await migrate(database);
  await addTenant(database);
  await database.transaction((session) => session.run("UPDATE tenant SET expected_from = '2027-01-01'"));
  let now = FIRST;
  const calendar = { now: () => new Date(now) };
  const directory = listedDirectory(randomDirectory(new Random(1), 2), { random: new Random(1) });
  const alerts: Alerts = { raise: async () => true, clear: async () => 0, open: async () => [] };
  const pauses = new PartnerPauseStore(database, "p/a");
  const breaker = new PartnerBreaker({
    pauses,
    alerts,
    redeemAtPartner: async () => {},
    askPartnerCenter: async () => {},
    log: SILENT_LOG,
  });
  const queue = new HandRunQueue();
  const schedule = new ScheduleStore(database);
  const shared = { schedule, breaker, alerts, queue, earliest: EARLIEST };
  const importing = { directory, snapshots: writerOf(database), calendar, log: SILENT_LOG };
  const suspects = new SuspectStore(database);
  const plan = createPlanner({ ...shared, suspects, calendar, onResumed: async () => {}, log: SILENT_LOG });
  const job = createImportTenant({ ...shared, importing });
  const report = { zone: process.env["TZ"] ?? "", planned: {}, imported: {}, early: [] } as CalendarReport;
  const { signal } = new AbortController();
  for (let hour = 0; hour < days * 24; hour += 1) {
    // Never on the hour: past it, before it, and around midnight on both sides.
    now = FIRST + hour * HOUR + (hour % 3) * 7 * 60_000 + (hour % 24 === 23 ? 59 * 60_000 : 0);
    await plan(signal);
    for (const { name, key, data } of queue.take()) {
      if (name !== "import-tenant") continue;
      const day = key.split("/")[1] ?? "";
      report.planned[day] = (report.planned[day] ?? 0) + 1;
      await job(data, { signal });
      const at = new Date(now).toISOString();
      if (at < `${day}T01:00:00Z` || at.slice(0, 10) !== day) report.early.push(at);
    }
  }
  const sealed = await database.read((session) =>
    session.rows<{ day: string; n: number }>("SELECT day, COUNT(*) AS n FROM snapshot GROUP BY day"),
  );
  for (const { day, n } of sealed) report.imported[day] = Number(n);
  await database.close();
  rmSync(folder, { recursive: true });
  return report;
}

process.stdout.write(JSON.stringify(await live(Number(process.argv[2]))));
