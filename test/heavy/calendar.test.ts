import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { addDays, daysFromTo, type SnapshotDate } from "../../src/model/snapshot-date.js";
import { countRun } from "../support/count-run.js";
import type { CalendarReport } from "../support/jobs/calendar-child.js";

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
