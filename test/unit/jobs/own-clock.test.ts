import { beforeEach, describe, expect, it } from "@jest/globals";
import { OwnClock } from "../../../src/jobs/own-clock.js";
import type { Log } from "../../../src/log.js";

const NOW = Date.UTC(2026, 2, 2, 6);
const HOUR_MS = 3_600_000;

describe("a worker's own clock", () => {
  let lines: [string, string][];
  let asked: number;
  let aheadMs: number;
  let database: number | null;
  const write = (level: string) => (message: string) => void lines.push([level, message]);
  const log: Log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };

  beforeEach(() => {
    lines = [];
    asked = 0;
    aheadMs = 0;
    database = NOW;
  });

  function clockFor(goodForMs: number): OwnClock {
    const readDatabaseClock = async () => {
      asked += 1;
      if (database === null) throw new Error("gone");
      return database;
    };
    return new OwnClock({ readDatabaseClock, time: () => NOW + aheadMs, log, goodForMs });
  }

  it.each([0, 59_000, -59_000])("is right %i ms from the database's, and nothing is said", async (ms) => {
    const clock = clockFor(0);
    aheadMs = ms;

    expect(await clock.fault()).toBeNull();

    expect([await clock.secondsAhead(), lines]).toEqual([ms / 1_000, []]);
  });

  it.each([
    [2 * HOUR_MS, "7200 s ahead of"],
    [-61_000, "61 s behind"],
  ])("is wrong %i ms from it, by so much", async (ms, words) => {
    const clock = clockFor(0);
    aheadMs = ms;

    const fault = await clock.fault();

    expect(fault).toMatchObject({ code: "CLOCK_WRONG", message: expect.stringContaining(words) });
    expect(await clock.secondsAhead()).toBe(ms / 1_000);
  });

  it("says once that it is wrong and once that it is right again", async () => {
    const clock = clockFor(0);
    for (const ms of [0, HOUR_MS, HOUR_MS, HOUR_MS, 0, 0]) {
      aheadMs = ms;
      await clock.fault();
    }

    expect(lines).toEqual([
      ["error", "this worker's clock is wrong: it takes no job until it is right"],
      ["info", "this worker's clock is right again: it takes jobs"],
    ]);
  });

  it("is compared once for everybody who asks soon", async () => {
    const clock = clockFor(60_000);

    await Promise.all([clock.fault(), clock.fault(), clock.secondsAhead()]);
    await clock.fault();

    expect(asked).toBe(1);
  });

  it("is as it was last while the database does not answer, and its distance is unknown", async () => {
    const clock = clockFor(0);
    aheadMs = HOUR_MS;
    await clock.fault();
    database = null;

    expect([await clock.fault(), await clock.secondsAhead()]).toEqual([expect.objectContaining({}), null]);
  });
});
