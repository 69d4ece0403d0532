import { afterEach, expect, it } from "@jest/globals";
import { createPlanner } from "../../../src/jobs/planner.js";
import { importingSide } from "../../../src/wiring/importing.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { Night } from "../../support/jobs/night.js";
import { until } from "../../support/until.js";

describeEachDatabase("the plan of a night", (create) => {
  let night: Night;

  afterEach(() => night.close());

  async function importOnce(): Promise<void> {
    const worker = night.worker();
    await worker.start();
    await until(async () => (await night.states())["PRESENT"] === 4);
    await worker.drain(10_000);
  }

  function planner() {
    const { alerts, suspects, schedule, breaker } = importingSide(night.base);
    const { calendar, log } = night.base;
    const queue = night.queue(); // never started: what is planned stays
    return createPlanner({
      ...{ alerts, suspects, schedule, breaker, queue, calendar, log },
      earliest: 0,
      onResumed: async () => {},
    });
  }

  it("has the largest tenants first, as far as their size is known", async () => {
    night = await Night.open(create, { sizes: [20, 50, 30, 40] });
    await night.signIn();
    await importOnce();
    night.moveTo("2026-03-02T06:00:00Z");

    await planner()(new AbortController().signal);

    const jobs = await night.rows<{ job_key: string }>(
      "SELECT job_key FROM job WHERE name = 'import-tenant' ORDER BY due_at",
    );
    const bySize = [...night.simulator.tenants].sort((one, other) => other.users - one.users);
    expect(jobs.map(({ job_key }) => job_key)).toEqual(bySize.map(({ tenantId }) => `${tenantId}/2026-03-02`));
  });

  it("ends with the worker while Entra does not answer whether the partner is repaired, who stays paused", async () => {
    night = await Night.open(create, { sizes: [20] });
    await night.signIn();
    const { pauses } = importingSide(night.base);
    await pauses.open({ code: "REFRESH_TOKEN_EXPIRED", detail: "" }, 0);
    night.simulator.fault({ on: "token", times: Infinity, fault: { kind: "hang" } });
    const stop = new AbortController();
    const planning = planner()(stop.signal).catch((cause: unknown) => cause);
    await until(() => night.asked("token").length > 0);

    stop.abort(new Error("the worker stops"));

    expect(await planning).toBe(stop.signal.reason);
    expect(await pauses.read()).toMatchObject({ code: "REFRESH_TOKEN_EXPIRED", probes: 1 });
  });
});
