import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import { SnapshotWriter } from "../../../src/store/write/snapshot-writer.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const day = parseSnapshotDate("day", "2026-03-02");
const tenantId = parseGuid("id", "00000000-0000-4000-8000-000000000001");
const HOUR = 3_600_000;

describeEachDatabase("a machine's clock that is not the database's", (create) => {
  let opened: OpenedDatabase;
  let offset = 0;

  beforeAll(async () => {
    opened = await openMigrated(create);
    await new TenantStore(opened.database).sync([{ tenantId, name: "A tenant", defaultDomain: null }], day);
    const now = `SELECT ${opened.database.dialect.nowMs} AS now FROM tenant`;
    const [row] = await opened.database.read((session) => session.rows<{ now: number }>(now));
    offset = Number(row?.now) - Date.now();
  });

  afterAll(() => opened.close());

  function openWith(aheadMs: number, calendarIsSet = false) {
    const time = () => Date.now() + offset + aheadMs;
    const writer = new SnapshotWriter(opened.database, { owner: "t", leaseMs: 60_000, time, calendarIsSet });
    return writer.open({ tenantId, day, again: null });
  }

  it.each([
    ["ahead of", 2 * HOUR],
    ["behind", -2 * HOUR],
  ])("is named, with the remedy, and leaves nothing behind: %s", async (where, aheadMs) => {
    const message = expect.stringMatching(
      new RegExp(`clock is (7199|7200|7201) s ${where} the database's: set the clock`),
    );
    const remedy = expect.stringContaining("set the clock");
    const failure = { code: "CLOCK_WRONG", message, details: { remedy } };

    await expect(openWith(aheadMs)).rejects.toMatchObject(failure);

    const sql = "SELECT fence FROM tenant WHERE fence > 0 UNION ALL SELECT seq FROM import_run";
    expect(await opened.database.read((session) => session.rows(sql))).toEqual([]);
  });

  it("does not matter below a minute, nor where the calendar is set", async () => {
    for (const [aheadMs, calendarIsSet] of [
      [30_000, false],
      [2 * HOUR, true],
    ] as const) {
      const opening = await openWith(aheadMs, calendarIsSet);
      if (opening.kind !== "opened") throw new Error(opening.kind);
      await opening.run.stop();
    }
  });
});
