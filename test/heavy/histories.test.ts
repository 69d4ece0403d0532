import { expect, it } from "@jest/globals";
import { countRun } from "../support/count-run.js";
import { describeEachDatabase, testDatabaseUrls } from "../support/databases/test-database.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { openWorkbench } from "../support/import/import-workbench.js";
import { liveHistories } from "../support/naive/random-history.js";

/** Of all databases together; the embedded one takes what does not divide evenly. */
const HISTORIES = howMany("HISTORIES");
const EACH = Math.floor(HISTORIES / testDatabaseUrls().length);

describeEachDatabase("many random histories", (create, name) => {
  const rest = name === "embedded" ? HISTORIES - EACH * testDatabaseUrls().length : 0;

  it(
    "answer as whole daily copies kept in memory do",
    async () => {
      expect.hasAssertions();
      const bench = await openWorkbench(create);

      try {
        await liveHistories(bench.database, EACH + rest);
      } finally {
        await bench.close();
      }

      countRun("histories", EACH + rest);
    },
    timeLimit(900_000),
  );
});
