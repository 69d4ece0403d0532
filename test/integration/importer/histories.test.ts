import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { openWorkbench, type Workbench } from "../../support/import/import-workbench.js";
import { liveHistories } from "../../support/naive/random-history.js";

/** The many are in test/heavy; a failure names the seed that repeats it. */
const HISTORIES = Math.min(12, Number(process.env["HISTORIES"] ?? 12));

describeEachDatabase("random histories", (create) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(create);
  });
  afterAll(() => bench.close());

  it("answer as whole daily copies kept in memory do", async () => {
    expect.hasAssertions();

    await liveHistories(bench.database, HISTORIES);
  }, 120_000);
});
