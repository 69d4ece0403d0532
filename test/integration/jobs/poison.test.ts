import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Worker } from "../../../src/jobs/worker.js";
import { HASTY, HASTY_RETRIES, Night } from "../../support/jobs/night.js";
import { until } from "../../support/until.js";
import { poison, POISONS } from "../../support/jobs/poisons.js";
import { nightPlaces } from "../../support/jobs/test-job-stores.js";

const HEALTHY = 20;

/** The policy with fewer attempts; test/heavy/poison.test.ts makes all of them. */
const RETRIES = { ...HASTY_RETRIES, mostAttempts: 2, mostRefusals: 2 };

/** With the jobs in MongoDB, where there is one: test/heavy/poison.test.ts has them in MySQL. */
const place = nightPlaces().at(-1)!;

describe(`tenants that Microsoft spoils in every way among healthy ones (${place.name})`, () => {
  let night: Night;
  let worker: Worker;

  beforeAll(async () => {
    night = await Night.open(place.create, { sizes: Array<number>(HEALTHY + POISONS.length).fill(12) });
    await night.signIn();
    worker = night.worker({
      patience: {
        ...HASTY,
        retries: RETRIES,
        timeouts: { headersMs: 1_500, bodyMs: 1_500, totalMs: 2_500 },
      },
    });
  }, 60_000);
  afterAll(async () => {
    await worker.drain(20_000);
    await night.close();
  });

  it("keep their trouble to themselves: each is typed and given up, and all the others are sealed", async () => {
    const bad = poison(night.simulator, POISONS.length);

    await worker.start();
    await until(async () => (await night.states())["PRESENT"] === HEALTHY);
    await until(async () => (await night.unsettled(RETRIES)).length === 0);

    const reasons = new Map(
      (await night.coverage("2026-03-01")).map((day) => [day.tenantId, day.reason?.code ?? null]),
    );
    const found = bad.map(({ tenantId, name }) => `${name}: ${reasons.get(tenantId) ?? "none"}`);
    expect(found).toEqual(bad.map(({ name, reason }) => `${name}: ${reason}`));
    expect(night.simulator.unmetFaults()).toEqual([]);
    expect(Math.max(...(await night.attempts()))).toBeLessThanOrEqual(2);
    expect(await night.alerts()).toEqual([]);
  }, 240_000);
});
