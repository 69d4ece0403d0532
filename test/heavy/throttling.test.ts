import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { type RecordedRequest, tenantsOfSizes, type TenantFeatures } from "../../simulator/simulator.js";
import { countRun } from "../support/count-run.js";
import { GATE, howMany, timeLimit } from "../support/how-many.js";
import { HASTY_RETRIES, Night } from "../support/jobs/night.js";
import { describeEachJobPlace, type NightPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";
import type { NightProcess } from "../support/jobs/night-process.js";

/** Each request takes 2 units: after a wait of ten seconds, and only then, there are 200, or 100 requests. */
const UNITS = 200;
const UNITS_OF_A_REQUEST = 2;
const FORMS = ["seconds", "decimals", "date"] as const;
/** On the third page, as a header; undefined: none. */
const SAID = ["2", "2.128", undefined, "0", "1000000"] as const;
/** Nearly as long as a run may wait, so that this one never gets further. */
const STANDS = "295";
const FREE = 10;
const SETTINGS = { IMPORT_CONCURRENCY: "6" };
/** Where times are compared it is latency that takes them, and not the machine. */
const LATENCY = { latencyMs: GATE ? 100 : 0 };

const USERS = howMany("SCARCE_UNITS_USERS");

/** Until when nobody may ask for this tenant. */
function waitOf({ at, retryAfter = "0" }: RecordedRequest): number {
  return /^[\d.]+$/.test(retryAfter) ? at + Number(retryAfter) * 1_000 : Date.parse(retryAfter);
}

/** Tenants by what befalls them; others have used their units up when the night begins, so each meets the bucket. */
function tenants() {
  const sizes = [...FORMS.map(() => USERS), ...SAID.map(() => 600), 600, ...Array<number>(FREE).fill(600)];
  return tenantsOfSizes(sizes, 5).map((tenant, index) => {
    const retryAfterForm = FORMS[index];
    if (retryAfterForm === undefined) return tenant;
    const features: Partial<TenantFeatures> = {
      ...{ resourceUnitsPerTenSeconds: UNITS, resourceUnitsAtFirst: 0, leastRetryAfter: 10 },
      ...{ resourceUnitsComeBack: "by waiting", retryAfterForm },
    };
    return { ...tenant, features };
  });
}

/** How long each tenant's sealed import took, by the database's clock. */
async function importMs(night: Night): Promise<Map<string, number>> {
  const rows = await night.rows<{ id: string; ms: number }>(
    `SELECT t.entra_tenant_id AS id, r.finished_at - r.started_at AS ms FROM import_run r
     JOIN tenant t ON t.tenant_no = r.tenant_no WHERE r.state = 'SEALED'`,
  );
  return new Map(rows.map(({ id, ms }) => [id, Number(ms)]));
}

/** These tenants' imports in a night of their own, in which nobody is throttled. */
async function unthrottledMs(
  create: () => Promise<NightPlace>,
  tenantIds: readonly string[],
): Promise<Map<string, number>> {
  const wanted = tenants().filter(({ tenantId }) => tenantIds.includes(tenantId));
  const plain = wanted.map(({ features: _features, ...tenant }) => tenant);
  const simulator = { tenants: plain, ...LATENCY };
  const night = await Night.open(create, { sizes: [], settings: SETTINGS, simulator });
  await night.signIn();
  const worker = await night.startProcess({ retries: HASTY_RETRIES });
  try {
    await until(async () => (await night.states())["PRESENT"] === plain.length);
    return await importMs(night);
  } finally {
    await worker.kill();
    await night.close();
  }
}

describeEachJobPlace("tenants that Microsoft throttles among others", (create, place) => {
  const all = tenants();
  const scarce = all.slice(0, FORMS.length).map(({ tenantId }) => tenantId);
  const told = all.slice(FORMS.length, FORMS.length + SAID.length).map(({ tenantId }) => tenantId);
  const standing = all[FORMS.length + SAID.length]?.tenantId ?? "";
  const free = all.slice(-FREE).map(({ tenantId }) => tenantId);
  let night: Night;
  let worker: NightProcess | undefined;

  beforeEach(async () => {
    night = await Night.open(create, {
      sizes: [],
      settings: SETTINGS,
      simulator: { tenants: all, ...LATENCY },
    });
    await night.signIn();
    for (const [index, tenantId] of told.entries()) {
      const retryAfter = SAID[index];
      const fault = { kind: "throttle", ...(retryAfter === undefined ? {} : { retryAfter }) } as const;
      night.simulator.fault({ on: "users", tenantId, from: 3, fault });
    }
    const fault = { kind: "throttle", retryAfter: STANDS } as const;
    night.simulator.fault({ on: "users", tenantId: standing, from: 2, times: Infinity, fault });
  });
  afterEach(async () => {
    await worker?.kill();
    await night.close();
  });

  const requestsOf = (tenantId: string) => night.simulator.requests().filter((each) => each.tenantId === tenantId);
  async function stateOf(): Promise<Map<string, string>> {
    const days = await night.coverage("2026-03-01");
    return new Map(days.map(({ tenantId, state, reason }) => [tenantId, reason ? `${state} ${reason.code}` : state]));
  }

  async function sealed(tenantIds: readonly string[]): Promise<void> {
    await until(async () => {
      const states = await stateOf();
      return tenantIds.every((tenantId) => states.get(tenantId) === "PRESENT");
    });
  }

  const throttledOf = (tenantId: string) => requestsOf(tenantId).filter(({ status }) => status === 429);

  /** As many more as buckets are used up: each lasts for so many requests, and whoever waits as long as it was asked has the next one. */
  function laterThrottles(tenantId: string): number {
    const served = requestsOf(tenantId).filter(({ on, status }) => on !== "token" && status === 200);
    return Math.ceil((served.length * UNITS_OF_A_REQUEST) / UNITS) - 1;
  }

  /** By the simulator, all of a tenant's refusals together. */
  const askedToWaitMs = (tenantId: string) =>
    throttledOf(tenantId).reduce((sum, one) => sum + Math.max(0, waitOf(one) - one.at), 0);

  /** The throttled against what they take without it plus the waits they were asked for; the others against a night of their own. */
  async function tellTimes(): Promise<void> {
    const taken = await importMs(night);
    const alone = new Map([...(await unthrottledMs(create, scarce)), ...(await unthrottledMs(create, free))]);
    const sum = (tenantIds: readonly string[], of: (tenantId: string) => number) =>
      tenantIds.reduce((total, tenantId) => total + of(tenantId), 0);
    const own = (times: Map<string, number>) => (tenantId: string) => times.get(tenantId) ?? NaN;
    const ideal = sum(scarce, own(alone)) + sum(scarce, askedToWaitMs);
    const percent = (part: number, whole: number) => Math.round((100 * part) / whole);
    countRun(
      `% of the ideal time that the throttled took (bar 130) (${place})`,
      percent(sum(scarce, own(taken)), ideal),
    );
    countRun(
      `% of the time alone that the others took (bar 105) (${place})`,
      percent(sum(free, own(taken)), sum(free, own(alone))),
    );
  }

  it(
    "are left alone as long as it asked, in whatever form, and nobody waits for them",
    async () => {
      worker = await night.startProcess({ retries: HASTY_RETRIES });
      await sealed([...free, ...told.slice(0, -1)]);
      await until(async () => (await stateOf()).get(told.at(-1) ?? "") === "FAILED THROTTLED");
      await until(() => throttledOf(standing).length > 0);

      // One stands in its wait while all of them are done; the one that would wait for days has given its place up.
      expect(requestsOf(standing).at(-1)).toMatchObject({ status: 429, retryAfter: STANDS });
      expect(requestsOf(told.at(-1) ?? "").at(-1)).toMatchObject({ status: 429, retryAfter: "1000000" });
      const states = await stateOf();
      expect(states.get(standing)).not.toBe("PRESENT");
      expect(states.get(told.at(-1) ?? "")).toBe("FAILED THROTTLED");
      expect(night.simulator.unmetFaults()).toEqual([]);

      await sealed(scarce);
      const requests = night.simulator.requests();
      const inside = all.flatMap(({ tenantId }) =>
        throttledOf(tenantId).flatMap((one) =>
          requestsOf(tenantId).filter((each) => each.number > one.number && each.at < waitOf(one)),
        ),
      );
      expect(inside).toEqual([]);
      for (const tenantId of told) expect(throttledOf(tenantId)).toHaveLength(1);
      for (const tenantId of free) expect(throttledOf(tenantId)).toEqual([]);

      const again = scarce.map((tenantId) => throttledOf(tenantId).length - 1);
      expect(again).toEqual(scarce.map(laterThrottles));
      expect(Math.min(...again)).toBeGreaterThan(0);
      const sum = again.reduce((total, one) => total + one, 0);
      expect(sum).toBeLessThanOrEqual(requests.length / 100);
      countRun("requests of the throttled night", requests.length);
      countRun("429s of the throttled night after a tenant's first", sum);
      if (GATE) await tellTimes();
    },
    timeLimit(300_000),
  );
});
