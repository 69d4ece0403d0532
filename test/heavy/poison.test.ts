import { expect, it } from "@jest/globals";
import { countRun } from "../support/count-run.js";
import { GATE, howMany, timeLimit } from "../support/how-many.js";
import { HASTY, Night } from "../support/jobs/night.js";
import { describeEachJobPlace, type NightPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";
import type { NightProcess } from "../support/jobs/night-process.js";
import { poison, POISONS } from "../support/jobs/poisons.js";

const TENANTS = howMany("POISON_TENANTS");
/** Three of each kind, or 5% where that is more. */
const BAD = Math.max(POISONS.length * 3, TENANTS / 20);
/** Of one worker, however many pages without an end it meets at once. */
const MOST_RSS_MB = 400;
const timeouts = { headersMs: 1_500, bodyMs: 1_500, totalMs: 2_500 };
const WORKERS = [1, 2];

/** Starts the workers; the seconds until every healthy tenant is sealed. */
async function sealedWithin(night: Night, workers: NightProcess[], healthy: number): Promise<number> {
  const started = performance.now();
  for (const _ of WORKERS) workers.push(await night.startProcess({ ...HASTY, timeouts }));
  await until(async () => (await night.states())["PRESENT"] === healthy);
  return (performance.now() - started) / 1_000;
}

/** The same healthy tenants alone: what the spoilt ones cost the others is seen against it. */
async function secondsWithoutPoison(create: () => Promise<NightPlace>): Promise<number> {
  const night = await Night.open(create, { sizes: Array<number>(TENANTS - BAD).fill(10) });
  const workers: NightProcess[] = [];
  try {
    await night.signIn();
    return await sealedWithin(night, workers, TENANTS - BAD);
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await night.close();
  }
}

describeEachJobPlace(`${TENANTS} tenants, ${BAD} of them spoilt in ${POISONS.length} ways`, (create, place) => {
  it(
    "leave every healthy one sealed, and every spoilt one typed after five attempts at most",
    async () => {
      const night = await Night.open(create, { sizes: Array<number>(TENANTS).fill(10) });
      await night.signIn();
      const bad = poison(night.simulator, BAD);
      const workers: NightProcess[] = [];

      try {
        const started = performance.now();
        const seconds = await sealedWithin(night, workers, TENANTS - BAD);
        await until(async () => (await night.unsettled()).length === 0);

        const days = await night.coverage("2026-03-01");
        const reasons = new Map(days.map((day) => [day.tenantId, day.reason?.code ?? null]));
        const found = bad.map(({ tenantId, name }) => `${name}: ${reasons.get(tenantId) ?? "none"}`);
        expect(found).toEqual(bad.map(({ name, reason }) => `${name}: ${reason}`));
        expect(night.simulator.unmetFaults()).toEqual([]);
        expect(Math.max(...(await night.attempts()))).toBeLessThanOrEqual(5);
        expect(await night.rows("SELECT tenant_no FROM snapshot")).toHaveLength(TENANTS - BAD);
        countRun("poisoned tenants", BAD);
        countRun(`seconds of the poisoned night (${place})`, Math.round((performance.now() - started) / 1_000));
        const costs = await Promise.all(workers.splice(0).map((worker) => worker.stop()));
        const peaks = costs.map(({ peakRssMb }) => Math.round(peakRssMb));
        countRun(`MB of the larger worker's peak RSS in the poisoned night (${place})`, Math.max(...peaks));
        expect(Math.max(...peaks)).toBeLessThanOrEqual(MOST_RSS_MB);
        if (GATE) {
          const percent = Math.round((100 * seconds) / (await secondsWithoutPoison(create)));
          countRun(`% of a night without poison until every healthy tenant is sealed (bar 125) (${place})`, percent);
        }
      } finally {
        await Promise.all(workers.map((worker) => worker.kill()));
        await night.close();
      }
    },
    timeLimit(600_000),
  );
});
