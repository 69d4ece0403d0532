import { expect, it } from "@jest/globals";
import { countRun } from "../support/count-run.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { HASTY_RETRIES, Night } from "../support/jobs/night.js";
import { describeEachJobPlace, type NightPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

const LARGE = howMany("LARGE_TENANT");
const SMALL = Array<number>(30).fill(60);
const MOST_RSS_MB = 400;

interface Run {
  readonly name: string;
  readonly state: string;
  readonly finished: number;
}

/** One night of a worker of its own: how each tenant's runs ended, when the small ones were done, and its memory. */
async function nightOf(create: () => Promise<NightPlace>, sizes: readonly number[]) {
  const night = await Night.open(create, { sizes, settings: { IMPORT_CONCURRENCY: "4" } });
  try {
    await night.signIn();
    const large = sizes.length > SMALL.length ? (night.simulator.tenants[0]?.tenantId.toLowerCase() ?? "") : "";
    const began = performance.now();
    const worker = await night.startProcess({ retries: HASTY_RETRIES });
    const sealed = async (rest = "") => {
      const sql = `SELECT COUNT(*) AS days FROM snapshot s JOIN tenant t ON t.tenant_no = s.tenant_no ${rest}`;
      return Number((await night.rows<{ days: number }>(sql, rest === "" ? [] : [large]))[0]?.days);
    };
    await until(async () => (await sealed("WHERE t.entra_tenant_id <> ?")) === SMALL.length);
    const smallSeconds = (performance.now() - began) / 1_000;
    await until(async () => (await sealed()) === sizes.length);
    const seconds = (performance.now() - began) / 1_000;
    const { peakRssMb } = await worker.stop();
    const runs = await night.rows<Run>(
      "SELECT t.entra_tenant_id AS name, r.state, r.finished_at AS finished FROM import_run r JOIN tenant t ON t.tenant_no = r.tenant_no",
    );
    return { large, runs, peakRssMb, smallSeconds, seconds };
  } finally {
    await night.close();
  }
}

describeEachJobPlace(`a tenant of ${LARGE} people among ${SMALL.length} small ones`, (create, place) => {
  it(
    "takes one place of the worker and bounded memory: the small ones are all done before it, at the first try",
    async () => {
      const alone = await nightOf(create, SMALL);
      const { large, runs, peakRssMb, smallSeconds, seconds } = await nightOf(create, [LARGE, ...SMALL]);

      expect(runs.map(({ state }) => state)).toEqual(Array(SMALL.length + 1).fill("SEALED"));
      const finished = (of: readonly Run[]) => of.map((run) => Number(run.finished));
      const [own, others] = [runs.filter(({ name }) => name === large), runs.filter(({ name }) => name !== large)];
      expect(own).toHaveLength(1);
      expect(Math.max(...finished(others))).toBeLessThanOrEqual(Math.min(...finished(own)));
      expect(peakRssMb).toBeLessThanOrEqual(MOST_RSS_MB);
      countRun("people of the large tenant", LARGE);
      countRun(`MB of the worker's peak RSS with the large tenant (${place})`, Math.round(peakRssMb));
      countRun(`MB of the worker's peak RSS without it (${place})`, Math.round(alone.peakRssMb));
      countRun(`ms until the small ones are done with the large tenant (${place})`, Math.round(smallSeconds * 1_000));
      countRun(`ms until the small ones are done without it (${place})`, Math.round(alone.smallSeconds * 1_000));
      countRun(`seconds of the large tenant's night (${place})`, Math.round(seconds));
    },
    timeLimit(300_000),
  );
});
