import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { addDays, daysFromTo, type SnapshotDate } from "../../src/model/snapshot-date.js";
import { countRun } from "../support/count-run.js";
import type { CalendarReport } from "../support/jobs/calendar-child.js";
import { HASTY, Night } from "../support/jobs/night.js";
import type { NightProcess } from "../support/jobs/night-process.js";
import { describeEachJobPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

const CHILD = "test/support/jobs/calendar-child.ts";
const DAYS = 730;
const FIRST = "2027-01-01" as SnapshotDate;
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

async function liveIn(zone: string): Promise<CalendarReport> {
  const flags = ["--import", "@swc-node/register/esm-register", CHILD, String(DAYS)];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { env: { ...process.env, TZ: zone } });
  return JSON.parse(stdout) as CalendarReport;
}

describe("two years of days, a leap day among them", () => {
  it.each(ZONES)(
    "have each one planned and one made import where the host's clock is of %s",
    async (zone) => {
      const report = await liveIn(zone);

      const once = Object.fromEntries(daysFromTo(FIRST, addDays(FIRST, DAYS - 1)).map((day) => [day, 1]));
      expect(report).toEqual({ zone, planned: once, imported: once, early: [] });
      countRun("calendar days", DAYS);
    },
    300_000,
  );
});

/** When the clocks of a zone are put forward and back. */
const SWITCHES = [
  ["Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
] as const;
const SECONDS_BEFORE = 4;
const SIZES = [12, 13, 14];
const WORKERS = 2;
const MORE_PLANS_MS = 2_500;

describeEachJobPlace("workers on a host whose clock is changed", (create) => {
  const beginning = (instant: string) =>
    new Date(Date.parse(instant) - SECONDS_BEFORE * 1_000).toISOString().replace(".000", "");

  /** Two workers live through an instant: when each tenant's users were asked for after their start, and what came of it. */
  async function liveThrough(zone: string, instant: string, { earliest, days }: { earliest: string; days: number }) {
    const settings = { TZ: zone, IMPORT_EARLIEST_UTC: earliest, PLAN_INTERVAL_SECONDS: "1" };
    const night = await Night.open(create, { sizes: SIZES, now: beginning(instant), settings });
    const workers: NightProcess[] = [];
    try {
      await night.signIn();
      const started = Date.now();
      const starts = Array.from({ length: WORKERS }, async () => workers.push(await night.startProcess(HASTY)));
      await Promise.all(starts);
      const sealed = () => night.rows("SELECT day, revision FROM snapshot ORDER BY day");
      await until(async () => (await sealed()).length >= SIZES.length * days);
      await sleep(MORE_PLANS_MS); // in which nothing more may be made
      const asked = night.asked("users").map(({ at }) => at - started);
      return { sealed: await sealed(), asked, runs: (await night.rows("SELECT seq FROM import_run")).length };
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
      await night.close();
    }
  }

  it("import each tenant's day once, from the earliest hour on, where that is the moment of the change", async () => {
    const lives = await Promise.all(
      SWITCHES.map(([zone, instant]) => liveThrough(zone, instant, { earliest: instant.slice(11, 16), days: 1 })),
    );

    for (const [index, { sealed, asked, runs }] of lives.entries()) {
      const day = SWITCHES[index]?.[1].slice(0, 10);
      expect(sealed).toEqual(SIZES.map(() => ({ day, revision: 1 })));
      expect(runs).toBe(SIZES.length);
      expect(asked).toHaveLength(SIZES.length);
      expect(Math.min(...asked)).toBeGreaterThanOrEqual(SECONDS_BEFORE * 1_000);
      countRun("workers that met a change of the clock", WORKERS);
    }
  }, 120_000);

  it("import the day that ends at UTC's midnight once, and the next one once", async () => {
    const midnight = "2026-03-30T00:00:00Z";
    const zones = [...new Set(SWITCHES.map(([zone]) => zone))];
    const lives = await Promise.all(zones.map((zone) => liveThrough(zone, midnight, { earliest: "00:00", days: 2 })));

    for (const { sealed, asked, runs } of lives) {
      expect(sealed).toEqual(["2026-03-29", "2026-03-30"].flatMap((day) => SIZES.map(() => ({ day, revision: 1 }))));
      expect([runs, asked.length]).toEqual([SIZES.length * 2, SIZES.length * 2]);
    }
  }, 120_000);
});
