import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { PartnerPauseStore } from "../../../src/store/write/partner-pause-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const REASON = { code: "REFRESH_TOKEN_EXPIRED", detail: "AADSTS700082" };
const MINUTE = 60_000;

describeEachDatabase("the pause of the partner", (create) => {
  let opened: OpenedDatabase;
  let pauses: PartnerPauseStore;
  let elsewhere: PartnerPauseStore;

  beforeAll(async () => {
    opened = await openMigrated(create);
    pauses = new PartnerPauseStore(opened.database, "partner/app");
    elsewhere = new PartnerPauseStore(opened.another, "partner/app");
  });
  beforeEach(() => pauses.close());
  afterAll(() => opened.close());

  it("is opened once, and every worker sees it", async () => {
    const opening = await Promise.all([1, 2, 3, 4].map((no) => (no % 2 ? pauses : elsewhere).open(REASON, MINUTE)));

    expect(opening.filter(Boolean)).toHaveLength(1);
    expect(await elsewhere.read()).toMatchObject({ ...REASON, probes: 0 });
    expect(await new PartnerPauseStore(opened.database, "partner/other-app").read()).toBeNull();
  });

  it("lets one worker probe, when it is time", async () => {
    await pauses.open(REASON, MINUTE);
    const early = await pauses.read();
    expect(early && (await pauses.claimProbe(early, MINUTE))).toBe(false);
    await elsewhere.probeSoon();

    const seen = await pauses.read();
    if (seen === null) throw new Error("it is not paused");
    const claims = await Promise.all([1, 2, 3, 4].map((no) => (no % 2 ? pauses : elsewhere).claimProbe(seen, MINUTE)));

    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await pauses.read()).toMatchObject({ probes: 1, since: seen.since });
  });

  it("ends once", async () => {
    await pauses.open(REASON, MINUTE);

    expect([await elsewhere.close(), await pauses.close()]).toEqual([true, false]);
    expect(await pauses.read()).toBeNull();
  });
});
